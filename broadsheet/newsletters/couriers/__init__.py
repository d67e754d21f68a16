"""The connections to the relay. They know no Django and no database: they are a process of their own."""
