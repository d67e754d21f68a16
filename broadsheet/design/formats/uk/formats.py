"""How Ukrainian pages write dates: the day first, the month as it stands after a day (genitive) and on one line
with it, 24 hours."""

DATE_FORMAT = "j\xa0E Y"
SHORT_DATE_FORMAT = "d.m.Y"
MONTH_DAY_FORMAT = "j\xa0E"
YEAR_MONTH_FORMAT = "F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j\xa0E Y, H:i"
SHORT_DATETIME_FORMAT = "d.m.Y, H:i"
