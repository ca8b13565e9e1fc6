"""Short sentences that look like headings and promise works instead: "国庆前开通河东大道。"."""

import re

from projects.work_report.text.names import DATE
from projects.work_report.text.works.nouns import GENERIC, OBJECT, WORKS, bare
from projects.work_report.text.works.verbs import ANY_VERB, LEAD, VERB

# Mottoes begin with 实施, 推进 or 建设, and hardly with what can be ticked off.
DELIVERS = re.compile(r"(?:建成|开工(?:建设)?|动工(?:建设)?|完成|启动(?:建设)?|开通|新建|改建|扩建|迁建|续建|竣工)")
IMPLEMENTS = re.compile(r"实施[^，、]{2,40}(?:新建|改建|扩建|重建|迁建|[二三四五六]期)(?:工程|项目)?$")
DELIVERED = re.compile(
    r"(?:全面|正式|主体|全线)?(?:建成|竣工|完工|通车|通航|通水|投[用产运]|投入(?:使用|运营|运行)|开工(?:建设)?|启用|开[园馆街院放]"
    r"|封顶|交付(?:使用)?|运营){1,2}$"
)
LOOKS_BACK = re.compile(r"(?:工作|情况|回顾|总结|任务|目标|安排)$")
ONLY_WORKED_ON = re.compile(r"(?:工程|项目)?建设$")
LONGEST = 60


def promises_works(title: str) -> bool:
    """Whether a title, without the number before it, sets a date or says which works are to be delivered."""
    if len(title) > LONGEST:
        return False
    undated = DATE.sub("", title)
    clause = next((each for each in undated.split("，") if each), "")
    lead = LEAD.match(clause)
    words = clause[lead.end() :] if lead else clause
    delivered = DELIVERED.search(words)
    if undated != title and not LOOKS_BACK.search(title):
        return bool(delivered or ANY_VERB.match(words))
    if delivered:
        verb = VERB.match(words)
        return _names_works(words[verb.end() if verb else 0 : delivered.start()])
    delivers = DELIVERS.match(words)
    implements = IMPLEMENTS.match(words)
    return bool(implements) or bool(delivers and _names_works(words[delivers.end() :]))


def _names_works(name: str) -> bool:
    """Something that is built, and not "重大项目"."""
    built = ONLY_WORKED_ON.sub("", name)
    is_named = bool(OBJECT.search(bare(built))) or (built == name and bool(WORKS.search(name)))
    return is_named and not GENERIC.match(built)
