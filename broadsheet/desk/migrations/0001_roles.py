"""The roles of a newsroom as groups: reporters write, editors publish and kill, chief editors do everything but
run the machine. Wagtail's own two groups go, and its workflow becomes the editors'."""

from django.db import migrations

PAGES = {
    "Reporter": ("add", "change"),
    "Editor": ("add", "change", "publish", "lock", "unlock"),
    "Chief editor": ("add", "change", "publish", "lock", "unlock", "bulk_delete"),
}
PICTURES = {
    "Reporter": ("add", "choose"),
    "Editor": ("add", "change", "choose"),
    "Chief editor": ("add", "change", "choose"),
}
WRITE = ("add", "change", "view")
ALL = (*WRITE, "delete")
MODELS = {
    "Reporter": {
        ("briefs", "brief"): WRITE,
        ("people", "contributor"): WRITE,
        ("stories", "topic"): WRITE,
        ("sourcing", "source"): WRITE,
    },
    "Editor": {
        ("briefs", "brief"): (*ALL, "publish", "lock", "unlock"),
        ("people", "contributor"): ALL,
        ("stories", "topic"): ALL,
        ("sourcing", "source"): ALL,
        ("fronts", "rail"): ("change", "view"),
    },
    "Chief editor": {
        ("briefs", "brief"): (*ALL, "publish", "lock", "unlock"),
        ("people", "contributor"): ALL,
        ("stories", "topic"): ALL,
        ("sourcing", "source"): ALL,
        ("fronts", "rail"): ALL,
        ("wagtailredirects", "redirect"): ALL,
        ("auth", "user"): ALL,
    },
}


def permission(apps, app, model, codename, name):
    """The row that Django makes only after all migrations."""
    content_type, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(app_label=app, model=model)
    rows = apps.get_model("auth.Permission").objects
    return rows.get_or_create(content_type=content_type, codename=codename, defaults={"name": name})[0]


def make_roles(apps, schema_editor):
    Group = apps.get_model("auth.Group")
    roles = {name: Group.objects.get_or_create(name=name)[0] for name in PAGES}
    for name, group in roles.items():
        group.permissions.add(permission(apps, "wagtailadmin", "admin", "access_admin", "Can access Wagtail admin"))
        for (app, model), verbs in MODELS[name].items():
            for verb in verbs:
                group.permissions.add(permission(apps, app, model, f"{verb}_{model}", f"Can {verb} {model}"))
        allow_pages(apps, group, PAGES[name])
        allow_pictures(apps, group, PICTURES[name])
    give_workflow(apps, [roles["Editor"], roles["Chief editor"]])
    Group.objects.filter(name__in=("Moderators", "Editors"), user__isnull=True).delete()


def allow_pages(apps, group, verbs):
    root = apps.get_model("wagtailcore.Page").objects.filter(depth=1).first()
    for verb in verbs:
        right = permission(apps, "wagtailcore", "page", f"{verb}_page", f"Can {verb} page")
        apps.get_model("wagtailcore.GroupPagePermission").objects.get_or_create(
            group=group, page=root, permission=right
        )


def allow_pictures(apps, group, verbs):
    root = apps.get_model("wagtailcore.Collection").objects.filter(depth=1).first()
    for verb in verbs:
        right = permission(apps, "wagtailimages", "image", f"{verb}_image", f"Can {verb} image")
        apps.get_model("wagtailcore.GroupCollectionPermission").objects.get_or_create(
            group=group, collection=root, permission=right
        )


def give_workflow(apps, editors):
    """What a reporter submits is approved by an editor; briefs go the same way as stories."""
    task = apps.get_model("wagtailcore.GroupApprovalTask").objects.first()
    workflow = apps.get_model("wagtailcore.Workflow").objects.first()
    if task is None or workflow is None:
        return
    task.groups.set(editors)
    for row in (task, workflow):
        row.name = "Editors' approval"
        row.save()
    brief, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(app_label="briefs", model="brief")
    apps.get_model("wagtailcore.WorkflowContentType").objects.get_or_create(
        content_type=brief, defaults={"workflow": workflow}
    )


class Migration(migrations.Migration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("briefs", "0001_initial"),
        ("fronts", "0001_initial"),
        ("people", "0001_initial"),
        ("sourcing", "0001_initial"),
        ("stories", "0001_initial"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
