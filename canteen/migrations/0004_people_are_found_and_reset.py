"""Elders are found by name, initials and the end of a phone number; canteens stand on a map; passwords are reset."""

import canteen.models.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0003_failed_sign_ins_are_counted'),
    ]

    operations = [
        migrations.CreateModel(
            name='ResetCode',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('code_digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='canteen',
            name='latitude_e6',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='canteen',
            name='longitude_e6',
            field=models.IntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='elder',
            name='initials',
            field=models.CharField(blank=True, max_length=20),
        ),
        migrations.AddField(
            model_name='elder',
            name='phone_sealed',
            field=models.BinaryField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='elder',
            name='phone_tail_lookup',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddIndex(
            model_name='elder',
            index=models.Index(fields=['name', 'id'], name='elder_by_name', opclasses=['varchar_pattern_ops', 'uuid_ops']),
        ),
        migrations.AddIndex(
            model_name='elder',
            index=models.Index(fields=['initials', 'id'], name='elder_by_initials', opclasses=['varchar_pattern_ops', 'uuid_ops']),
        ),
        migrations.AddIndex(
            model_name='elder',
            index=models.Index(fields=['phone_tail_lookup'], name='elder_by_phone_tail'),
        ),
        migrations.AddIndex(
            model_name='elder',
            index=models.Index(fields=['birth_on', 'id'], name='elder_by_birth'),
        ),
        migrations.AddField(
            model_name='resetcode',
            name='made_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='resetcode',
            name='staff',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='resetcode',
            constraint=models.CheckConstraint(condition=models.Q(('staff', models.F('made_by')), _negated=True), name='reset_code_by_another'),
        ),
    ]
