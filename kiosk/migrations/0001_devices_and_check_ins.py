"""Devices, check-ins and promised prices."""

import canteen.models.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('canteen', '0002_deeds_refuse_change'),
        ('ordering', '0001_meals_and_orders'),
        ('settlement', '0003_policies_never_overlap'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EnrolCode',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40)),
                ('code_digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('canteen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.canteen')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Kiosk',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=40)),
                ('secret_digest', models.CharField(max_length=64)),
                ('enrolled_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('canteen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.canteen')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('kiosk', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='contact', to='kiosk.kiosk')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CheckIn',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('attempt_id', models.UUIDField(null=True)),
                ('sequence', models.PositiveBigIntegerField(null=True)),
                ('fingerprint', models.CharField(max_length=64)),
                ('kind', models.CharField(choices=[('present', '刷卡'), ('name', '按姓名'), ('second', '再来一份'), ('void', '撤销'), ('malformed', '无法识别')], max_length=10)),
                ('presented_at', models.DateTimeField()),
                ('received_at', models.DateTimeField()),
                ('service_on', models.DateField()),
                ('sitting', models.CharField(choices=[('breakfast', 'breakfast'), ('lunch', 'lunch'), ('dinner', 'dinner')], max_length=12)),
                ('decision', models.CharField(choices=[('served', '已用餐'), ('repeat', '已登记过'), ('quarantined', '待处理'), ('voided', '已撤销'), ('parked', '等待原记录')], max_length=12)),
                ('reason', models.CharField(blank=True, max_length=40)),
                ('promised_fen', models.PositiveIntegerField(null=True)),
                ('decided_fen', models.PositiveIntegerField(null=True)),
                ('void_of', models.UUIDField(db_index=True, null=True)),
                ('evidence', models.JSONField(default=dict)),
                ('canteen', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.canteen')),
                ('credential', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.credential')),
                ('elder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.elder')),
                ('entry', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.entry')),
                ('order', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ordering.order')),
                ('policy', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.policy')),
                ('staff', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('kiosk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kiosk.kiosk')),
            ],
        ),
        migrations.CreateModel(
            name='ParkedVoid',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('void_of', models.UUIDField(db_index=True)),
                ('applied_at', models.DateTimeField(null=True)),
                ('check_in', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kiosk.checkin')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PriceList',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('service_on', models.DateField()),
                ('sitting', models.CharField(max_length=12)),
                ('made_at', models.DateTimeField()),
                ('salt', models.CharField(max_length=32)),
                ('canteen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.canteen')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddField(
            model_name='checkin',
            name='price_list',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kiosk.pricelist'),
        ),
        migrations.CreateModel(
            name='WrongPin',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('kiosk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kiosk.kiosk')),
            ],
        ),
        migrations.CreateModel(
            name='ListedPrice',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('fen', models.PositiveIntegerField()),
                ('elder', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.elder')),
                ('meal', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ordering.meal')),
                ('price_list', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='prices', to='kiosk.pricelist')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('price_list', 'elder', 'meal'), name='listed_price_once')],
            },
        ),
        migrations.AddIndex(
            model_name='checkin',
            index=models.Index(fields=['canteen', 'service_on', 'received_at'], name='check_in_by_day'),
        ),
        migrations.AddConstraint(
            model_name='checkin',
            constraint=models.UniqueConstraint(fields=('kiosk', 'sequence', 'fingerprint'), name='check_in_sent_once'),
        ),
        migrations.AddConstraint(
            model_name='checkin',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', 'served'), _negated=True), models.Q(('decided_fen__isnull', False), ('elder__isnull', False), ('entry__isnull', False), ('order__isnull', False)), _connector='OR'), name='check_in_served_has_entry'),
        ),
        migrations.AddIndex(
            model_name='wrongpin',
            index=models.Index(fields=['kiosk', 'at'], name='wrong_pin_by_kiosk'),
        ),
    ]
