"""Changes to the draft of a run, as a model or a rerun would make them."""

from pathlib import Path

from segreport import store
from segreport.claims import check_draft
from segreport.models import Author, Draft, Findings, Profile, Sentence


def rewrite(folder: Path, texts: dict[str, str], author: Author = "model") -> None:
    """Put other sentences at these places ('0:trait/资产') and have everything checked again."""
    run = store.load_run(folder)
    profile = store.load(folder, "profile.json", Profile)
    draft = store.load(folder, "drafts.json", Draft)
    left = set(texts)

    def other(sentence: Sentence) -> Sentence:
        if sentence.id not in texts:
            return sentence
        left.discard(sentence.id)
        return sentence.model_copy(update={"text": texts[sentence.id], "author": author})

    segments = tuple(
        entry.model_copy(
            update={
                "name": other(entry.name),
                "grounds": other(entry.grounds),
                "lead": other(entry.lead),
                "traits": tuple(map(other, entry.traits)),
                "summary": other(entry.summary),
                "marketing": tuple(map(other, entry.marketing)),
                "service": tuple(map(other, entry.service)),
                "targets": tuple(map(other, entry.targets)),
            }
        )
        for entry in draft.segments
    )
    assert not left, f"the draft has no {left}"
    draft = draft.model_copy(update={"segments": segments})
    findings = Findings(judgements=check_draft(draft, profile))
    artifacts = {"drafts.json": store.dump(draft), "findings.json": store.dump(findings)}
    store.save(folder, artifacts, run)
