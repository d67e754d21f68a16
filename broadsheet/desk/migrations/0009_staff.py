"""Two more roles: who sees to pictures, and who sees to readers. Documents have rights; chief editors read the log and
the names of protected sources."""

from importlib import import_module

from django.db import migrations

roles = import_module("broadsheet.desk.migrations.0001_roles")
WRITE = ("add", "change", "view")
ALL = (*WRITE, "delete")
SEND = (*ALL, "publish", "lock", "unlock", "send")
PAGES = ("add", "change")
PICTURES = {
    "Picture editor": ("add", "change", "delete", "choose"),
    "Audience editor": ("add", "choose"),
    "Chief editor": ("delete",),
}
REPORTING = {
    ("briefs", "brief"): WRITE,
    ("people", "contributor"): WRITE,
    ("stories", "topic"): WRITE,
    ("sourcing", "source"): WRITE,
    ("sourcing", "document"): WRITE,
    ("narration", "pronunciation"): WRITE,
    ("newsletters", "issue"): WRITE,
    ("proofreading", "houserule"): ("view",),
}
RIGHTS = {
    "Reporter": {("sourcing", "document"): WRITE},
    "Editor": {("sourcing", "document"): ALL},
    "Picture editor": REPORTING,
    "Audience editor": {
        **REPORTING,
        ("newsletters", "issue"): SEND,
        ("newsletters", "newsletter"): ALL,
        ("newsletters", "subscriber"): ALL,
        ("newsletters", "suppression"): ("add", "view", "delete"),
        ("newsletters", "import"): ("add", "view"),
        ("newsletters", "mailcheck"): ("change", "view"),
        ("fronts", "rail"): ("change", "view"),
    },
    "Chief editor": {
        ("sourcing", "document"): ALL,
        ("sourcing", "protectedname"): ("reveal",),
        ("staff", "signedin"): ("view_audit",),
    },
}
NAMES = {
    "view_audit": "Can read the log of who did what",
    "reveal_protectedname": "Can read the names of protected sources",
}


def allow(apps, schema_editor):
    Group = apps.get_model("auth.Group")
    for role, rights in RIGHTS.items():
        group, new = Group.objects.get_or_create(name=role)
        if new:
            right = roles.permission(apps, "wagtailadmin", "admin", "access_admin", "Can access Wagtail admin")
            group.permissions.add(right)
            roles.allow_pages(apps, group, PAGES)
        for (app, model), verbs in rights.items():
            for verb in verbs:
                codename = verb if "_" in verb else f"{verb}_{model}"
                name = NAMES.get(codename, f"Can {verb} {model}")
                group.permissions.add(roles.permission(apps, app, model, codename, name))
        roles.allow_pictures(apps, group, PICTURES.get(role, ()))


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0008_house_style"),
        ("narration", "0001_initial"),
        ("newsletters", "0005_who_may_send"),
        ("sourcing", "0001_initial"),
        ("staff", "0001_initial"),
    ]
    operations = [migrations.RunPython(allow, migrations.RunPython.noop)]
