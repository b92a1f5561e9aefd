"""Makes vocab.txt, characters.tsv and vectors.bin; vectors.md says what they are and how to run this.

    python vectors.py MODEL [OUT]

MODEL is a folder with all-MiniLM-L6-v2 as sentence-transformers saves it. Needs torch, transformers, tokenizers and numpy.
"""

import sys
from pathlib import Path

from tokenizers import Tokenizer


def vocabulary(tokenizer):
    """All tokens in order of their ids, none left out: the line number is the id."""
    tokens = sorted(tokenizer.get_vocab(with_added_tokens=True).items(), key=lambda token: token[1])
    assert [number for _, number in tokens] == list(range(len(tokens)))
    return "".join(f"{token}\n" for token, _ in tokens)


def characters(tokenizer):
    """What the tokenizer does to each character beyond ASCII that is not just lower-casing it.

    Ranges `first TAB last TAB p` are marks that stand alone; `first TAB last TAB text` become that text, which may be empty.
    Hangul syllables are left out, for they come apart by arithmetic.
    """
    lines = []
    for code in range(0x80, 0x110000):
        if 0xD800 <= code <= 0xDFFF or 0xAC00 <= code <= 0xD7A3:
            continue
        c = chr(code)
        text = tokenizer.normalizer.normalize_str(c)
        lone = len(tokenizer.pre_tokenizer.pre_tokenize_str(f"a{c}b")) == 3
        if lone and text == c:
            what = "p"
        elif text == f" {c} ":
            what = "="
        elif text != c.lower():
            what = ":" + text
        else:
            continue
        if lines and lines[-1][1] == code - 1 and lines[-1][2] == what:
            lines[-1][1] = code
        else:
            lines.append([code, code, what])
    return "".join(f"{first:x}\t{last:x}\t{what}\n" for first, last, what in lines)


def main(model, out):
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    (out / "vocab.txt").write_text(vocabulary(tokenizer), encoding="utf-8")
    (out / "characters.tsv").write_text(characters(tokenizer), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else Path(__file__).parent))
