"""Failed sign-ins are counted, to lock a name that is being guessed at (S9)."""

import canteen.models.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("canteen", "0002_deeds_refuse_change"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignInAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("login_lookup", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["login_lookup", "at"], name="sign_in_by_login")],
            },
        ),
    ]
