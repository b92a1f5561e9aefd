"""Makes vocab.txt, characters.tsv and vectors.bin; vectors.md says what they are and how to run this.

    python vectors.py MODEL TEXTS OUT

MODEL is a folder with all-MiniLM-L6-v2 as sentence-transformers saves it, TEXTS one with plain texts (*.txt) of the kind that will be
compared, OUT where the files go. Needs torch, transformers, tokenizers and numpy.
"""

import random
import re
import sys
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import AutoModel

WIDTH = 160  # numbers in a vector
FIRST = 999  # the first token that anybody says; before it stand [unused1] and the like
ROUNDS, BATCH, RATE = 4, 256, 3e-3
OWN = 1.0  # how dear it is for a token to leave the place that the model's own output gives it


def vocabulary(tokenizer):
    """All tokens in order of their ids, none left out: the line number is the id."""
    tokens = sorted(tokenizer.get_vocab(with_added_tokens=True).items(), key=lambda token: token[1])
    assert [number for _, number in tokens] == list(range(len(tokens)))
    return "".join(f"{token}\n" for token, _ in tokens)


def characters(tokenizer):
    """What the tokenizer does to each character beyond ASCII that is not just lower-casing it.

    In the lines `first TAB last TAB what`, `p` are marks and `=` ideographs, which stand alone; `:text` becomes that text, which may
    be empty. Hangul syllables are left out, for they come apart by arithmetic.
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


def passages(folder):
    """Runs of sentences of at least 30 words, none across two lines; shuffled."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            run = []
            for sentence in re.split(r"(?<=[.?!])\s+", line.strip()):
                run += sentence.split()
                if len(run) >= 30:
                    found.append(" ".join(run))
                    run = []
            if len(run) >= 8:
                found.append(" ".join(run))
    random.Random(3).shuffle(found)
    return [text for text in found if len(text.split()) < 120]


@torch.no_grad()
def outputs(model, lists, batch=64):
    """The model's vectors of lists of ids: means over all their tokens, of length 1."""
    lists = [[101, *ids[:254], 102] for ids in lists]
    order = sorted(range(len(lists)), key=lambda n: len(lists[n]))
    vectors = np.zeros((len(lists), model.config.hidden_size), np.float32)
    for start in range(0, len(order), batch):
        some = order[start : start + batch]
        ids = torch.nn.utils.rnn.pad_sequence([torch.tensor(lists[n]) for n in some], batch_first=True)
        mask = (ids > 0).long()
        hidden = model(input_ids=ids, attention_mask=mask).last_hidden_state * mask[..., None]
        vectors[some] = torch.nn.functional.normalize(hidden.sum(1) / mask.sum(1, keepdim=True), dim=1).numpy()
    return vectors


def distil(model, lists):
    """A vector for each token, so that their sum over a text points where the model puts the text.

    It begins as model2vec does: the model's output for the token alone, its main directions, weighed down if common. Then the
    directions, the weights and, dearly, each token's own place are learned from the texts.
    """
    torch.manual_seed(0)
    count = model.config.vocab_size
    alone = torch.tensor(outputs(model, [[n] for n in range(count)], 512))
    alone = torch.nn.functional.normalize(alone - alone[FIRST:].mean(0), dim=1)
    targets = outputs(model, lists)
    directions = np.linalg.svd(targets.T @ targets)[0][:, :WIDTH]
    targets = torch.nn.functional.normalize(torch.tensor(targets @ directions), dim=1)

    # Tokens stand in the vocabulary roughly by how common they are; what the texts lack is guessed from that.
    zipf = 1 / np.arange(1, count + 1)
    seen = np.bincount(np.concatenate(lists), minlength=count) + 5e5 * zipf / zipf.sum()
    common = seen / seen.sum()

    leaf = lambda values: torch.tensor(values, dtype=torch.float32).requires_grad_()
    turn, shift, own = leaf(directions), leaf(np.zeros(alone.shape[1])), leaf(np.zeros((count, WIDTH)))
    weight = leaf(np.log(1e-3 / (1e-3 + common)))
    optimizer = torch.optim.Adam([turn, shift, own, weight], lr=RATE)
    for round in range(ROUNDS):
        optimizer.param_groups[0]["lr"] = RATE * (1 - round / ROUNDS)
        order = np.random.RandomState(round).permutation(len(lists))
        for start in range(0, len(lists) - BATCH + 1, BATCH):
            some = order[start : start + BATCH]
            tokens, places = np.unique(np.concatenate([lists[n] for n in some]), return_inverse=True)
            offsets = torch.tensor(np.cumsum([0] + [len(lists[n]) for n in some[:-1]]))
            rows = ((alone[tokens] + shift) @ turn + own[tokens]) * weight[tokens].exp()[:, None]
            made = torch.nn.functional.embedding_bag(torch.tensor(places), rows, offsets, mode="sum")
            made, wanted = torch.nn.functional.normalize(made, dim=1), targets[some]
            loss = (1 - (made * wanted).sum(1)).mean() + 5 * ((made @ made.T - wanted @ wanted.T) ** 2).mean()
            loss = loss + OWN * (own[tokens] ** 2).sum() / len(tokens)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    with torch.no_grad():
        return (((alone + shift) @ turn + own) * weight.exp()[:, None]).numpy()[FIRST:]


def packed(rows):
    """Rows as signed bytes, each with a weight of 12 bits in 16; before them width, first token and number of tokens."""
    most = np.abs(rows).max(1)
    unit = most.max() / 4095
    weights = np.clip(np.ceil(most / unit), 1, 4095)
    parts = np.clip(np.rint(rows / (weights[:, None] * unit) * 127), -127, 127).astype(np.int8)
    head = np.array([rows.shape[1], FIRST, len(rows)], "<u2")
    return head.tobytes() + weights.astype("<u2").tobytes() + parts.tobytes()


def main(model, texts, out):
    torch.set_num_threads(1)  # so that sums are the same each time
    tokenizer = Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    (out / "vocab.txt").write_text(vocabulary(tokenizer), encoding="utf-8")
    (out / "characters.tsv").write_text(characters(tokenizer), encoding="utf-8")
    lists = [made.ids for made in tokenizer.encode_batch(passages(texts), add_special_tokens=False) if made.ids]
    rows = distil(AutoModel.from_pretrained(model).eval(), lists)
    (out / "vectors.bin").write_bytes(packed(rows))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
