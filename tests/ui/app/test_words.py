"""Arguments and transcripts of any length: the beginning on the page, all of it in a download."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from verification.blobs import Blobs

LONG = "![x](http://evil.example/x.png) \u202e<img src=x onerror=alert(1)> $\\def\\a{\\a\\a}\\a$\n" * 130_000
"""Ten megabytes."""


def test_ten_megabytes_are_cut_and_offered_whole(tmp_path: Path) -> None:
    assert len(LONG) > 10_000_000
    said = tmp_path / "said.txt"
    said.write_text(LONG)
    digest = Blobs(tmp_path / "blobs").put(said)

    def page(folder: str, transcript: str, text: str) -> None:
        from pathlib import Path

        from ui.render.files import informal
        from verification.blobs import Blobs as Store

        informal({"text": text}, [{"prover": "agent", "transcript": transcript}], Store(Path(folder)))

    app = AppTest.from_function(page, args=(str(tmp_path / "blobs"), digest, LONG), default_timeout=30).run()
    assert not app.exception
    assert max(len(block.value) for block in app.code) <= 200_000
    assert len(app.code) == 2
    assert not any("evil" in str(item.value) for item in app.markdown)
    assert {button.label for button in app.download_button} == {"Download", "Download the whole text"}
