"""No two regions have one key, nor two canteens, and none has no key; a diet is a kind of fact (D3)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('canteen', '0034_places_get_their_keys'),
    ]

    operations = [
        migrations.AlterField(
            model_name='canteen',
            name='key',
            field=models.SlugField(max_length=40, unique=True),
        ),
        migrations.AlterField(
            model_name='region',
            name='key',
            field=models.SlugField(max_length=40, unique=True),
        ),
        migrations.AlterField(
            model_name='fact',
            name='kind',
            field=models.CharField(choices=[('registration', '户籍'), ('residence', '居住'), ('permit', '居住证'), ('institution', '入住机构'), ('category', '类别'), ('state', '状态'), ('diet', '膳食')], max_length=12),
        ),
    ]
