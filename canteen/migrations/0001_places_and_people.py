"""Places, people, credentials and deeds."""

import canteen.models.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Staff',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('login', models.CharField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('pin_digest', models.CharField(blank=True, max_length=128)),
                ('is_active', models.BooleanField(default=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Canteen',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('canteen', '食堂'), ('point', '助餐点'), ('kitchen', '中央厨房')], default='canteen', max_length=12)),
                ('address', models.CharField(blank=True, max_length=160)),
                ('opened_on', models.DateField()),
                ('closed_on', models.DateField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Elder',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('birth_on', models.DateField()),
                ('id_number_sealed', models.BinaryField()),
                ('id_number_lookup', models.CharField(max_length=64, unique=True)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=120)),
                ('credit_code', models.CharField(max_length=18, unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField(unique=True)),
                ('name', models.CharField(max_length=80)),
                ('level', models.CharField(choices=[('city', '市'), ('district', '区县'), ('town', '镇街'), ('village', '村居')], max_length=12)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Deed',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('verb', models.CharField(max_length=40)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('detail', models.JSONField(default=dict)),
                ('address', models.CharField(blank=True, max_length=60)),
                ('staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='DeedLink',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('sequence', models.PositiveBigIntegerField(unique=True)),
                ('digest', models.CharField(max_length=64)),
                ('linked_at', models.DateTimeField()),
                ('deed', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.deed')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Credential',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('card', '卡'), ('qr', '二维码')], max_length=8)),
                ('code', models.CharField(max_length=64, unique=True)),
                ('issued_at', models.DateTimeField()),
                ('expires_on', models.DateField(blank=True, null=True)),
                ('blocked_at', models.DateTimeField(blank=True, null=True)),
                ('blocked_reason', models.CharField(blank=True, max_length=40)),
                ('replaced_by', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.credential')),
                ('elder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credentials', to='canteen.elder')),
            ],
        ),
        migrations.CreateModel(
            name='Hours',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('sitting', models.CharField(choices=[('breakfast', 'breakfast'), ('lunch', 'lunch'), ('dinner', 'dinner')], max_length=12)),
                ('opens', models.TimeField()),
                ('closes', models.TimeField()),
                ('canteen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours', to='canteen.canteen')),
            ],
        ),
        migrations.CreateModel(
            name='BankAccount',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('bank', models.CharField(max_length=80)),
                ('number_sealed', models.BinaryField()),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='bank_accounts', to='canteen.organisation')),
            ],
        ),
        migrations.CreateModel(
            name='Fact',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('kind', models.CharField(choices=[('registration', '户籍'), ('residence', '居住'), ('permit', '居住证'), ('institution', '入住机构'), ('category', '类别'), ('state', '状态')], max_length=12)),
                ('value_sealed', models.BinaryField()),
                ('level', models.CharField(blank=True, max_length=20)),
                ('evidence', models.CharField(blank=True, max_length=200)),
                ('granted_by', models.CharField(blank=True, max_length=120)),
                ('recorded_at', models.DateTimeField()),
                ('elder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='canteen.elder')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.region')),
            ],
        ),
        migrations.CreateModel(
            name='Duty',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('role', models.CharField(choices=[('counter', 'counter'), ('manager', 'manager'), ('clerk', 'clerk'), ('finance', 'finance'), ('auditor', 'auditor'), ('support', 'support')], max_length=12)),
                ('canteen', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.canteen')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.region')),
            ],
        ),
        migrations.AddField(
            model_name='canteen',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='canteens', to='canteen.region'),
        ),
        migrations.CreateModel(
            name='RegionCode',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('code', models.CharField(max_length=12)),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='canteen.region')),
            ],
        ),
        migrations.CreateModel(
            name='RegionParent',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('parent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='children', to='canteen.region')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parents', to='canteen.region')),
            ],
        ),
        migrations.CreateModel(
            name='SamePerson',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('elder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.elder')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.elder')),
            ],
        ),
        migrations.CreateModel(
            name='Tenure',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('canteen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenures', to='canteen.canteen')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenures', to='canteen.organisation')),
            ],
        ),
        migrations.AddIndex(
            model_name='deed',
            index=models.Index(fields=['subject_id', 'at'], name='deed_by_subject'),
        ),
        migrations.AddConstraint(
            model_name='credential',
            constraint=models.CheckConstraint(condition=models.Q(('replaced_by__isnull', True), ('blocked_at__isnull', False), _connector='OR'), name='credential_replaced_is_blocked'),
        ),
        migrations.AddConstraint(
            model_name='hours',
            constraint=models.UniqueConstraint(fields=('canteen', 'sitting'), name='hours_once'),
        ),
        migrations.AddConstraint(
            model_name='hours',
            constraint=models.CheckConstraint(condition=models.Q(('closes__gt', models.F('opens'))), name='hours_in_order'),
        ),
        migrations.AddConstraint(
            model_name='bankaccount',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='bank_account_days'),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(fields=['elder', 'from_on'], name='fact_by_elder'),
        ),
        migrations.AddConstraint(
            model_name='fact',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='fact_days'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='duty_days'),
        ),
        migrations.AddConstraint(
            model_name='duty',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('canteen__isnull', False), ('region__isnull', True)), models.Q(('canteen__isnull', True), ('region__isnull', False)), _connector='OR'), name='duty_in_one_place'),
        ),
        migrations.AddConstraint(
            model_name='regioncode',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='region_code_days'),
        ),
        migrations.AddConstraint(
            model_name='regioncode',
            constraint=models.UniqueConstraint(fields=('region', 'from_on'), name='region_code_once'),
        ),
        migrations.AddConstraint(
            model_name='regionparent',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='region_parent_days'),
        ),
        migrations.AddConstraint(
            model_name='regionparent',
            constraint=models.UniqueConstraint(fields=('region', 'from_on'), name='region_parent_once'),
        ),
        migrations.AddConstraint(
            model_name='regionparent',
            constraint=models.CheckConstraint(condition=models.Q(('region', models.F('parent')), _negated=True), name='region_not_its_parent'),
        ),
        migrations.AddConstraint(
            model_name='sameperson',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='same_person_days'),
        ),
        migrations.AddConstraint(
            model_name='sameperson',
            constraint=models.CheckConstraint(condition=models.Q(('elder', models.F('person')), _negated=True), name='same_person_of_two'),
        ),
        migrations.AddConstraint(
            model_name='sameperson',
            constraint=models.UniqueConstraint(fields=('elder', 'from_on'), name='same_person_once'),
        ),
        migrations.AddConstraint(
            model_name='tenure',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='tenure_days'),
        ),
        migrations.AddConstraint(
            model_name='tenure',
            constraint=models.UniqueConstraint(fields=('canteen', 'from_on'), name='tenure_once'),
        ),
    ]
