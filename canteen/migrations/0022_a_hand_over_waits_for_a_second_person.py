"""Who is to run a canteen, and to be paid for it, is proposed by one person and decided by another (S4)."""

import canteen.models.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0021_a_canteen_has_one_open_tenure'),
    ]

    operations = [
        migrations.CreateModel(
            name='HandOverProposal',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('proposed_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('approved', '已同意'), ('refused', '已驳回'), ('withdrawn', '已撤回')], max_length=12)),
                ('decided_at', models.DateTimeField(null=True)),
                ('answer', models.CharField(blank=True, max_length=200)),
                ('from_on', models.DateField()),
                ('canteen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.canteen')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.organisation')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='hand_over_decided'), models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'withdrawn']), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='hand_over_by_another'), models.UniqueConstraint(condition=models.Q(('outcome', '')), fields=('canteen',), name='hand_over_waits_once')],
            },
        ),
    ]
