"""Departments and people of the region."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django_filters import rest_framework as filters

from accounts.api.contract.columns import every_column_of
from accounts.api.contract.filtering import RowFilterSet
from accounts.api.contract.views import RowDetail, RowList, Shaped
from accounts.api.rows import DepartmentRow, PersonRow
from accounts.models import Department, Post, User
from accounts.queries import departments_visible_to, people_visible_to, titles_of


@every_column_of(DepartmentRow)
class DepartmentFilters(RowFilterSet):
    """Filters of the department list."""

    q = filters.CharFilter(method="search", help_text="Part of name or code.")

    def search(self, queryset: QuerySet[Department], name: str, value: str) -> QuerySet[Department]:
        """Name or code."""
        return queryset.filter(Q(name__icontains=value) | Q(code__icontains=value))


@every_column_of(PersonRow)
class PersonFilters(RowFilterSet):
    """Filters of the directory."""

    title = filters.CharFilter(method="holding", help_text="Part of the title of a post that the person holds.")
    q = filters.CharFilter(field_name="name", lookup_expr="icontains", help_text="Part of the name.")

    def holding(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        """Who holds a post of that title."""
        return queryset.filter(Exists(Post.objects.filter(holder=OuterRef("pk"), title__icontains=value)))


class DepartmentList(RowList):
    """Departments of one's region."""

    queryset = Department.objects.none()
    serializer_class = DepartmentRow
    filterset_class = DepartmentFilters
    orderings = {"position": "position", "code": "code", "name": "name", "id": "id"}
    default_ordering = "position"

    def get_queryset(self) -> QuerySet[Department]:
        """What the reader may see."""
        return departments_visible_to(self.reader)


class DepartmentDetail(RowDetail):
    """One department."""

    queryset = Department.objects.none()
    serializer_class = DepartmentRow
    embeds_others = True

    def get_queryset(self) -> QuerySet[Department]:
        """What the reader may see."""
        return departments_visible_to(self.reader)


class PersonList(RowList):
    """Who works on the report in one's region."""

    queryset = User.objects.none()
    serializer_class = PersonRow
    filterset_class = PersonFilters
    orderings = {"name": "name", "id": "id"}
    default_ordering = "name"

    def get_queryset(self) -> QuerySet[User]:
        """What the reader may see."""
        return people_visible_to(self.reader)

    def attach(self, rows: list[Shaped]) -> None:
        """Titles come from the posts that people hold."""
        titles = titles_of([row["id"] for row in rows])
        for row in rows:
            row["title"] = "、".join(titles[row["id"]])
