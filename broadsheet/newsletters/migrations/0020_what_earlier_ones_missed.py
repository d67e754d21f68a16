from django.db import migrations
from django.db.models import Count

MANY = 10  # as sending/progress.py has it: one in so many refused


def say(apps, schema_editor):
    """What an issue did not reach stays with it as its cause since lately. Of those that were done before, the ledger
    tells it still; nobody is mailed about them."""
    Issue = apps.get_model("newsletters", "Issue")
    Delivery = apps.get_model("newsletters", "Delivery")
    for issue in Issue.objects.filter(sending="done", cause="").order_by("pk"):
        rows = Delivery.objects.filter(issue=issue.pk)
        counts = dict(rows.values_list("state").annotate(Count("id")).order_by())
        failed, sent = counts.get("failed", 0), counts.get("sent", 0)
        wanted = failed + sent + counts.get("uncertain", 0)
        unknown = rows.filter(state="uncertain").exclude(code="left").count()
        if unknown or (failed and failed * MANY >= wanted):
            told = f"It was handed over for {sent} of {wanted} readers."
            Issue.objects.filter(pk=issue.pk).update(cause=told, alerted=told)


class Migration(migrations.Migration):
    dependencies = [("newsletters", "0019_found_among_many")]

    operations = [migrations.RunPython(say, migrations.RunPython.noop)]
