"""What the service must hold after a month was filed over a network that dropped."""

from collections import Counter
from datetime import date

from accounts.models import AnsweredRequest
from projects.models import Evidence, Milestone, ProgressReport
from tests.generated_clients.conftest import Service


def assert_filed_once(service: Service) -> None:
    """Everything arrived once, however often it was sent, and the network did drop what it was told to."""
    report = ProgressReport.objects.get(pk=service.report.pk)
    assert (report.state, report.version) == ("submitted", 4), "made, changed at the desk, merged, submitted"
    assert (report.problems, report.next_steps) == ("资金未到；钢材未到", "主体施工")
    assert Milestone.objects.get(pk=service.district.overdue.pk).completed_on == date(2024, 9, 20)
    assert Evidence.objects.filter(progress_report=report).count() == 1
    routes = Counter(AnsweredRequest.objects.values_list("route", flat=True))
    assert routes["/api/v1/evidence/"] == len(("the photo", "the file that came and went"))
    assert routes[f"/api/v1/progress-reports/{report.pk}/submit/"] == 1
    network = service.network
    assert [line.split()[0] for line in network.lost] == ["POST", "PATCH", "POST"]
    assert network.refused > 1, "it was tried again while the network was away"
    assert min(network.returned_after) >= 1, "Retry-After was kept to"
