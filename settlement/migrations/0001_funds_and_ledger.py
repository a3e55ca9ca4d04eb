"""Funds, policies, the ledger, claims and months."""

import canteen.models.ids
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('canteen', '0001_places_and_people'),
        ('ordering', '0001_meals_and_orders'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('address', models.CharField(max_length=160, unique=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Fund',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('key', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=80)),
                ('source', models.CharField(choices=[('budget', '一般公共预算'), ('lottery', '福利彩票公益金'), ('charity', '慈善捐赠'), ('collective', '村集体'), ('joint', '联合资金')], max_length=12)),
                ('budget_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('budget_line', models.CharField(blank=True, max_length=40)),
                ('receipt_type', models.CharField(blank=True, max_length=40)),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.region')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Books',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField()),
                ('state', models.CharField(choices=[('open', '未提交'), ('submitted', '已提交'), ('questioned', '有疑问'), ('answered', '已答复'), ('sealed', '已封账')], default='open', max_length=12)),
                ('opened_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
                ('silent_kiosks', models.JSONField(default=list)),
                ('sealed_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('canteen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.canteen')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.organisation')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('meal', '供餐'), ('tender', '付款'), ('reversal', '冲销'), ('appropriation', '拨入'), ('allotment', '额度'), ('apportionment', '分担'), ('release', '退回额度'), ('hold', '挂起'), ('clearing', '清理挂起')], max_length=14)),
                ('for_month', models.DateField(null=True)),
                ('service_on', models.DateField(null=True)),
                ('revision', models.PositiveSmallIntegerField(default=0)),
                ('recorded_at', models.DateTimeField()),
                ('explanation', models.JSONField(default=dict)),
                ('books', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='settlement.books')),
                ('order', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ordering.order')),
                ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='settlement.entry')),
            ],
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('limit_key', models.CharField(max_length=40)),
                ('period', models.CharField(max_length=24)),
                ('ordinal', models.PositiveSmallIntegerField()),
                ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.elder')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='settlement.entry')),
                ('released_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.entry')),
            ],
        ),
        migrations.CreateModel(
            name='Allotment',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('month', models.DateField()),
                ('fen', models.PositiveBigIntegerField()),
                ('drawn_fen', models.PositiveBigIntegerField(default=0)),
                ('canteen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.canteen')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allotments', to='settlement.fund')),
            ],
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('fen', models.PositiveBigIntegerField()),
                ('reason', models.CharField(max_length=40)),
                ('opened_at', models.DateTimeField()),
                ('canteen', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.canteen')),
                ('cleared_by', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clears', to='settlement.entry')),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='settlement.entry')),
            ],
        ),
        migrations.CreateModel(
            name='Part',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('weight', models.PositiveIntegerField()),
                ('position', models.PositiveSmallIntegerField()),
                ('contributor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.fund')),
                ('joint', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='settlement.fund')),
            ],
        ),
        migrations.CreateModel(
            name='Payable',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('fen', models.BigIntegerField()),
                ('state', models.CharField(choices=[('due', '应拨'), ('requested', '已申请'), ('partly-paid', '部分拨付'), ('paid', '已拨付'), ('returned', '退回')], default='due', max_length=12)),
                ('books', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payables', to='settlement.books')),
                ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.fund')),
            ],
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('scope', models.PositiveIntegerField()),
                ('version', models.PositiveIntegerField()),
                ('document', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('state', models.CharField(choices=[('draft', '草稿'), ('approved', '已批准')], default='draft', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.region')),
            ],
        ),
        migrations.AddField(
            model_name='entry',
            name='policy',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.policy'),
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('fen', models.PositiveBigIntegerField()),
                ('month', models.DateField(null=True)),
                ('canteen', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.canteen')),
                ('credit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credits', to='settlement.account')),
                ('debit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='debits', to='settlement.account')),
                ('entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='postings', to='settlement.entry')),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('body', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('sealed_at', models.DateTimeField()),
                ('books', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='settlement.books')),
                ('previous', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='settlement.seal')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Shift',
            fields=[
                ('id', models.UUIDField(default=canteen.models.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('opened_at', models.DateTimeField()),
                ('float_fen', models.PositiveIntegerField(default=0)),
                ('closed_at', models.DateTimeField(null=True)),
                ('counted_fen', models.PositiveBigIntegerField(null=True)),
                ('canteen', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='canteen.canteen')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddField(
            model_name='entry',
            name='shift',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='settlement.shift'),
        ),
        migrations.AddConstraint(
            model_name='books',
            constraint=models.UniqueConstraint(fields=('canteen', 'month', 'organisation'), name='books_once'),
        ),
        migrations.AddConstraint(
            model_name='books',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sealed'), _negated=True), models.Q(('approved_by__isnull', False), ('sealed_at__isnull', False), ('submitted_by__isnull', False), models.Q(('approved_by', models.F('submitted_by')), _negated=True)), _connector='OR'), name='books_sealed_by_second_person'),
        ),
        migrations.AddConstraint(
            model_name='books',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('submitted_at__isnull', False), ('submitted_by__isnull', False)), _connector='OR'), name='books_submitted_by_person'),
        ),
        migrations.AddConstraint(
            model_name='claim',
            constraint=models.UniqueConstraint(condition=models.Q(('released_by__isnull', True)), fields=('person', 'limit_key', 'period', 'ordinal'), name='claim_live_once'),
        ),
        migrations.AddConstraint(
            model_name='allotment',
            constraint=models.UniqueConstraint(fields=('canteen', 'month', 'fund'), name='allotment_once'),
        ),
        migrations.AddConstraint(
            model_name='allotment',
            constraint=models.CheckConstraint(condition=models.Q(('drawn_fen__lte', models.F('fen'))), name='allotment_never_over_drawn'),
        ),
        migrations.AddIndex(
            model_name='hold',
            index=models.Index(condition=models.Q(('cleared_by__isnull', True)), fields=['canteen'], name='hold_open'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.CheckConstraint(condition=models.Q(('fen__gt', 0)), name='hold_fen_positive'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.UniqueConstraint(fields=('joint', 'position'), name='part_position_once'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.UniqueConstraint(fields=('joint', 'contributor'), name='part_contributor_once'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gt', 0)), name='part_weight_positive'),
        ),
        migrations.AddConstraint(
            model_name='part',
            constraint=models.CheckConstraint(condition=models.Q(('joint', models.F('contributor')), _negated=True), name='part_of_another_fund'),
        ),
        migrations.AddConstraint(
            model_name='payable',
            constraint=models.UniqueConstraint(fields=('books', 'fund'), name='payable_once'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.UniqueConstraint(fields=('region', 'version'), name='policy_version_once'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gt', models.F('from_on')), _connector='OR'), name='policy_days'),
        ),
        migrations.AddConstraint(
            model_name='policy',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True), ('state', 'draft')), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False), ('state', 'approved'), models.Q(('approved_by', models.F('made_by')), _negated=True)), _connector='OR'), name='policy_approved_by_second_person'),
        ),
        migrations.AddIndex(
            model_name='posting',
            index=models.Index(fields=['month', 'canteen'], name='posting_by_month'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.UniqueConstraint(fields=('entry', 'position'), name='posting_position_once'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('fen__gt', 0)), name='posting_fen_positive'),
        ),
        migrations.AddConstraint(
            model_name='posting',
            constraint=models.CheckConstraint(condition=models.Q(('debit', models.F('credit')), _negated=True), name='posting_between_two'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('canteen', 'staff'), name='shift_open_once'),
        ),
        migrations.AddConstraint(
            model_name='shift',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_at__isnull', True), ('counted_fen__isnull', True)), models.Q(('closed_at__isnull', False), ('counted_fen__isnull', False)), _connector='OR'), name='shift_closed_is_counted'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['books', 'kind'], name='entry_by_books'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'meal')), fields=('order', 'revision'), name='entry_meal_once'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reversal'), ('reverses__isnull', False)), models.Q(models.Q(('kind', 'reversal'), _negated=True), ('reverses__isnull', True)), _connector='OR'), name='entry_reversal_names_entry'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'meal'), _negated=True), models.Q(('books__isnull', False), ('order__isnull', False), ('service_on__isnull', False)), _connector='OR'), name='entry_meal_names_order'),
        ),
    ]
