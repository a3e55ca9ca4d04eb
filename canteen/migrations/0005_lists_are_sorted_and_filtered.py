"""Lists of the registry are sorted through indexes, and facts are found by the keyed hash of what they say."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0004_people_are_found_and_reset'),
    ]

    operations = [
        migrations.AddField(
            model_name='fact',
            name='value_lookup',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddIndex(
            model_name='canteen',
            index=models.Index(fields=['name', 'id'], name='canteen_by_name'),
        ),
        migrations.AddIndex(
            model_name='canteen',
            index=models.Index(fields=['opened_on', 'id'], name='canteen_by_opening'),
        ),
        migrations.AddIndex(
            model_name='credential',
            index=models.Index(fields=['issued_at', 'id'], name='credential_by_issue'),
        ),
        migrations.AddIndex(
            model_name='deed',
            index=models.Index(fields=['at', 'id'], name='deed_by_time'),
        ),
        migrations.AddIndex(
            model_name='deed',
            index=models.Index(fields=['staff', 'at'], name='deed_by_staff'),
        ),
        migrations.AddIndex(
            model_name='deed',
            index=models.Index(fields=['verb', 'at'], name='deed_by_verb'),
        ),
        migrations.AddIndex(
            model_name='elder',
            index=models.Index(fields=['name', 'id'], name='elder_in_order_of_name'),
        ),
        migrations.AddIndex(
            model_name='elder',
            index=models.Index(fields=['recorded_at', 'id'], name='elder_by_recording'),
        ),
        migrations.AddIndex(
            model_name='fact',
            index=models.Index(condition=models.Q(('value_lookup', ''), _negated=True), fields=['value_lookup', 'elder'], name='fact_by_value'),
        ),
        migrations.AddIndex(
            model_name='organisation',
            index=models.Index(fields=['name', 'id'], name='organisation_by_name'),
        ),
        migrations.AddIndex(
            model_name='staff',
            index=models.Index(fields=['name', 'id'], name='staff_by_name'),
        ),
    ]
