"""Questions about submitted books and their answers: asked once, answered once, by another person (D15)."""

from django.db import models
from django.db.models import F, Q

from canteen.models.ids import Row
from canteen.models.words import Words
from settlement.models.ledger import Entry
from settlement.models.months import Books


class Question(Row):
    """What finance asks about books, and what it was answered; neither changes once it is written."""

    books = models.ForeignKey(Books, on_delete=models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey("canteen.Staff", on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    text = Words(max_length=500)
    answered_by = models.ForeignKey(
        "canteen.Staff", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)
    answer = Words(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="question_says_something", condition=~Q(text="")),
            models.CheckConstraint(
                name="question_answered_by_second_person",
                condition=Q(answered_by__isnull=True, answered_at__isnull=True, answer="")
                | (
                    Q(answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(answer="")
                    & ~Q(answered_by=F("asked_by"))
                ),
            ),
        ]


class QuestionedMeal(Row):
    """A meal that a question names, by its entry; immutable."""

    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="meals", db_index=False)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="questioned")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "entry"], name="questioned_meal_once")]
