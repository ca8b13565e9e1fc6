"""A preset that compares regions needs other regions' figures, which nobody has here: it judged as the first does."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_what_judged(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    policies = apps.get_model("indicators", "SupervisionPolicy")
    policies.objects.filter(rag_preset="region_average").update(rag_preset="points_behind_pace")


class Migration(migrations.Migration):
    dependencies = [("indicators", "0002_readings")]

    operations = [
        migrations.RunPython(name_what_judged, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="supervisionpolicy",
            name="rag_preset",
            field=models.CharField(
                choices=[
                    ("points_behind_pace", "Points behind pace"),
                    ("share_of_pace", "Share of pace"),
                    ("month_task_done", "Month's task done"),
                ],
                default="points_behind_pace",
                max_length=30,
                verbose_name="threshold preset",
            ),
        ),
        migrations.AlterField(
            model_name="supervisionpolicyevent",
            name="rag_preset",
            field=models.CharField(
                choices=[
                    ("points_behind_pace", "Points behind pace"),
                    ("share_of_pace", "Share of pace"),
                    ("month_task_done", "Month's task done"),
                ],
                default="points_behind_pace",
                max_length=30,
                verbose_name="threshold preset",
            ),
        ),
    ]
