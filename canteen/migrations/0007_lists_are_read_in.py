"""Lists from outside are staged, sealed, with what was found in each row and who signs for them."""

import canteen.models.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0006_facts_are_given_their_hashes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Sender',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('recorded_at', models.DateTimeField()),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.region')),
            ],
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('elders', 'elders'), ('facts', 'facts'), ('cards', 'cards'), ('canteens', 'canteens'), ('staff', 'staff'), ('deaths', 'deaths'), ('moves', 'moves')], max_length=12)),
                ('file_name', models.CharField(max_length=120)),
                ('byte_count', models.PositiveIntegerField()),
                ('content_lookup', models.CharField(max_length=64)),
                ('layout_sealed', models.BinaryField(null=True)),
                ('state', models.CharField(choices=[('sent', '待对应列'), ('reading', '核对中'), ('checked', '已核对'), ('applying', '写入中'), ('applied', '已生效'), ('cancelled', '已取消'), ('failed', '无法读取')], default='sent', max_length=12)),
                ('notice', models.CharField(blank=True, max_length=40)),
                ('rows_expected', models.PositiveIntegerField(default=0)),
                ('rows_read', models.PositiveIntegerField(default=0)),
                ('rows_new', models.PositiveIntegerField(default=0)),
                ('rows_changed', models.PositiveIntegerField(default=0)),
                ('rows_same', models.PositiveIntegerField(default=0)),
                ('rows_repeated', models.PositiveIntegerField(default=0)),
                ('rows_wrong', models.PositiveIntegerField(default=0)),
                ('shown_digest', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField()),
                ('checked_at', models.DateTimeField(null=True)),
                ('signed_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('claim_id', models.UUIDField(null=True)),
                ('claimed_until', models.DateTimeField(null=True)),
                ('is_emptied', models.BooleanField(default=False)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.region')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.sender')),
            ],
        ),
        migrations.CreateModel(
            name='ColumnMap',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=12)),
                ('signature', models.CharField(max_length=64)),
                ('columns', models.JSONField(default=dict)),
                ('confirmed_at', models.DateTimeField()),
                ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.sender')),
            ],
        ),
        migrations.CreateModel(
            name='ImportPart',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('sealed', models.BinaryField()),
                ('of', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.import')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('of', 'number'), name='import_part_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('outcome', models.CharField(choices=[('new', '新增'), ('changed', '变更'), ('same', '无变化'), ('repeated', '重复行'), ('wrong', '有误')], max_length=10)),
                ('key_lookup', models.CharField(blank=True, max_length=64)),
                ('content_lookup', models.CharField(max_length=64)),
                ('plan_lookup', models.CharField(max_length=64)),
                ('elder_id', models.UUIDField(null=True)),
                ('sealed', models.BinaryField()),
                ('of', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.import')),
            ],
            options={
                'indexes': [models.Index(fields=['of', 'outcome', 'number'], name='import_row_by_outcome'), models.Index(fields=['of', 'key_lookup'], name='import_row_by_key')],
                'constraints': [models.UniqueConstraint(fields=('of', 'number'), name='import_row_once')],
            },
        ),
        migrations.AddConstraint(
            model_name='sender',
            constraint=models.UniqueConstraint(fields=('region', 'name'), name='sender_once'),
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(fields=['region', 'made_at'], name='import_by_region'),
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(condition=models.Q(('state__in', ['reading', 'applying'])), fields=['state', 'claimed_until'], name='import_waiting'),
        ),
        migrations.AddIndex(
            model_name='import',
            index=models.Index(fields=['content_lookup'], name='import_by_content'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(('signed_by', models.F('made_by')), _negated=True), name='import_signed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='import',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', True), ('signed_by__isnull', True)), models.Q(('signed_at__isnull', False), ('signed_by__isnull', False)), _connector='OR'), name='import_signed_at_once'),
        ),
        migrations.AddConstraint(
            model_name='columnmap',
            constraint=models.UniqueConstraint(fields=('sender', 'kind', 'signature'), name='column_map_once'),
        ),
    ]
