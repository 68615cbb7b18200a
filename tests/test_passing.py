import pytest

from checker.checks import alarm, says_again


@pytest.mark.parametrize(
    ("sentence", "rings"),
    [
        ("In 2014, Jane Doe cut 45 jobs.", True),
        ("Jane Doe cut jobs.", False),
        ("It cut 45 jobs.", False),
        ("On Monday 45 ships left.", False),
        ("Die Zahl der Stellen ist um 45 auf 200 gesunken und nicht mehr.", False),
        ("Die Zahl der Stellen bei Angela Merkel ist um 45 gesunken.", True),
        ("У 2014 році Зеленський скоротив 45 посад.", True),
        ("GOVERNMENT CUT 40,000 JOBS IN LEEDS", True),
        ("UNEMPLOYMENT ROSE BY 3 PERCENT", True),
        ("THE COUNCIL CLOSED 3 SCHOOLS", False),
        ("government cut 40000 jobs in leeds", True),
        ("خفضت الحكومة ٤٠٬٠٠٠ وظيفة في البصرة", True),
        ("ارتفعت البطالة ٣ في المئة", True),
        ("هذا رأيي في المسألة", False),
        ("सरकार ने ४०,००० नौकरियां काटीं", True),
        ("यह मेरी राय है", False),
        ("政府削减了4万个工作岗位。", True),
        ("政府削减了四万个工作岗位。", True),
        ("事故造成5人死亡。", True),
        ("这是我的一个看法。", False),
        ("정부는 일자리 4만 개를 줄였다.", True),
        ("By Maren Ostby, Harwick Courier, 12 March 2025", False),
        ("Von Anna Müller, 3. Mai 2024", False),
        ("By 12 March 2025, Harwick had closed two schools.", True),
        ("By Maren Ostby, 45 Dead In Harwick, 12 March 2025", True),
        ("By March 2025 Harwick Had 12% More Schools", True),
    ],
)
def test_a_passed_over_sentence_with_a_number_and_what_may_be_a_name_rings_the_alarm(sentence: str, rings: bool) -> None:
    assert alarm(sentence) is rings


PORTS = "In 2014, Mayor Jane Doe cut 45 jobs at the harbour of Leeds and closed four schools."


@pytest.mark.parametrize(
    ("claims", "again"),
    [
        (["Jane Doe cut 45 jobs."], True),
        (["The mayor closed schools at the harbour of Leeds."], True),
        (["The council reports.", "[Jane Doe] closed four schools."], True),
        (["Die Bürgermeisterin Jane Doe hat die Stellen nicht gestrichen und die Schulen sind auf."], True),
        (["The council reports."], False),
        (["Jane Doe did something."], False),
        (["The text is about a town."], False),
        ([], False),
    ],
)
def test_a_claim_says_again_what_a_sentence_says_by_a_number_or_by_enough_of_its_words(claims: list[str], again: bool) -> None:
    assert says_again(PORTS, claims, "en") is again
