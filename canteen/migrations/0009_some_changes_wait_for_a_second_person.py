"""A bank account and a duty over a region are proposed by one person and decided by another (S4)."""

import canteen.models.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0008_who_names_the_columns_signs_no_list'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountProposal',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('proposed_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('approved', '已同意'), ('refused', '已驳回'), ('withdrawn', '已撤回')], max_length=12)),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=200)),
                ('bank', models.CharField(max_length=80)),
                ('number_sealed', models.BinaryField()),
                ('from_on', models.DateField()),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.organisation')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='account_proposal_decided'), models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'withdrawn']), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='account_proposal_by_another'), models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('organisation',), name='account_proposal_waits_once')],
            },
        ),
        migrations.CreateModel(
            name='DutyProposal',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('proposed_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('approved', '已同意'), ('refused', '已驳回'), ('withdrawn', '已撤回')], max_length=12)),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=200)),
                ('role', models.CharField(choices=[('counter', 'counter'), ('manager', 'manager'), ('clerk', 'clerk'), ('finance', 'finance'), ('auditor', 'auditor'), ('support', 'support')], max_length=12)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.region')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='duty_proposal_decided'), models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'withdrawn']), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='duty_proposal_by_another'), models.CheckConstraint(condition=models.Q(('staff', models.F('proposed_by')), _negated=True), name='duty_proposal_not_by_holder'), models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'withdrawn']), models.Q(('staff', models.F('decided_by')), _negated=True), _connector='OR'), name='duty_proposal_not_for_oneself'), models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('staff', 'role', 'region'), name='duty_proposal_waits_once')],
            },
        ),
    ]
