"""Teaches the listener and writes listener.bin; listener.md says what it is and how to run this.

    python listener.py MODEL LESSONS JUDGED OUT [--without SHOWS] [--heard DIR] [--epochs N]

MODEL is a folder with all-MiniLM-L6-v2 as sentence-transformers saves it. LESSONS is what `takefive learn --lessons` wrote. JUDGED has
one JSON object a line: `show`, `headline`, `text`, and `verdict`, five times 0 or 1 (stands alone, finished prose, headline is a
statement, worth printing, to be printed as it stands). SHOWS, with commas between them, are left out of the teaching; what the listener
says of their episodes goes to DIR, so that the trees over it can be grown and tested on episodes that were new to it.

Needs torch, transformers, tokenizers and numpy. On two cores it takes half an hour.
"""

import argparse
import json
import math
import random
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from torch import nn
from transformers import AutoModel

UNKNOWN, OPENS, PARTS = 100, 101, 102
FIRST, LAST = 999, 24_500  # tokens with a row: before them stand [unused1] and the like, after them rare words that are read as unknown
LONGEST, STRIDE = 256, 176  # tokens of a window, and how many of them are new
LONGEST_HEADLINE, LONGEST_TEXT = 30, 100
BATCH, READ, EVERY = 12, 24, 4  # windows of a step; texts that are read after every fourth
RATE, HEAD_RATE = 8e-5, 2e-3
DULL = 0.35  # share of the windows without anything marked that is used; each counts for the others
HEADS, VERDICT = 3, 5


class Listener(nn.Module):
    """An encoder, three numbers a token, and five of the first token."""

    def __init__(self, model):
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            model, attn_implementation="sdpa", attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0
        )
        # The words stay what they are: what is taught here is how they hang together.
        self.encoder.embeddings.word_embeddings.weight.requires_grad = False
        width = self.encoder.config.hidden_size
        self.drop, self.said, self.read = nn.Dropout(0.1), nn.Linear(width, HEADS), nn.Linear(width, VERDICT)
        for head, usual in ((self.said, -2.3), (self.read, -1.0)):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.constant_(head.bias, usual)

    def states(self, windows):
        longest = math.ceil(max(map(len, windows)) / 64) * 64
        ids = torch.zeros(len(windows), longest, dtype=torch.long)
        for row, window in enumerate(windows):
            ids[row, : len(window)] = torch.tensor(window)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return self.drop(self.encoder(input_ids=ids, attention_mask=(ids > 0).long()).last_hidden_state)

    def sentences(self, windows):
        """Log-odds of each sentence of the windows, one below the other, and its number of tokens."""
        with torch.autocast("cpu", dtype=torch.bfloat16):
            odds = self.said(self.states([tokens for tokens, _ in windows])).float()
        numbers = torch.full(odds.shape[:2], -1)
        count = 0
        for row, (_, sentences) in enumerate(windows):
            before = -1
            for place, sentence in enumerate(sentences):
                if sentence >= 0:
                    count += sentence != before
                    numbers[row, place] = count - 1
                    before = sentence
        held = numbers >= 0
        sums = torch.zeros(count, HEADS).index_add_(0, numbers[held], odds[held])
        lengths = torch.bincount(numbers[held], minlength=count)
        return sums / lengths[:, None], lengths

    def verdicts(self, texts):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return self.read(self.states(texts)[:, 0]).float()


def lesson(path, tokenizer):
    """An episode: its sentences' turns, tokens and words, and how much of each of three aims each sentence meets."""
    lesson = json.loads(path.read_text(encoding="utf-8"))
    sentences = [
        (turn, tokenizer.encode(text, add_special_tokens=False).ids, (start, end))
        for turn, said in enumerate(lesson["turns"])
        for text, start, end in said
    ]
    aims = np.zeros((len(sentences), HEADS), np.float32)
    for start, end, grade in lesson["marks"]:
        inside = [
            n
            for n, (_, _, (a, b)) in enumerate(sentences)
            if b > a and min(b, end) - max(a, start) >= 0.5 * (b - a)
        ]
        worth = max(0.2, grade / 3)
        for n in inside:
            aims[n, 0] = max(aims[n, 0], worth)
        if inside:
            aims[inside[0], 1] = max(aims[inside[0], 1], worth)
            aims[inside[-1], 2] = max(aims[inside[-1], 2], worth)
    return lesson | {"id": path.stem, "sentences": sentences, "aims": aims}


def windows(sentences, start, stride=None):
    """Cuts an episode into windows of whole sentences: tokens, and for each the number of its sentence or -1."""
    made = []
    while start < len(sentences):
        tokens, numbers, end = [OPENS], [-1], start
        while end < len(sentences):
            own = sentences[end][1][: LONGEST - 2]
            parted = end > start and sentences[end][0] != sentences[end - 1][0]
            if len(tokens) + len(own) + 1 + parted > LONGEST:
                break
            if parted:
                tokens.append(PARTS)
                numbers.append(-1)
            tokens += own
            numbers += [end] * len(own)
            end += 1
        made.append((tokens + [PARTS], numbers + [-1]))
        if end == len(sentences):
            break
        after, back = end, 0
        while stride and after > start + 1 and back + min(len(sentences[after - 1][1]), LONGEST - 2) <= LONGEST - stride:
            after -= 1
            back += min(len(sentences[after][1]), LONGEST - 2)
        start = max(after, start + 1)
    return made


def lessons_of_a_round(lessons):
    """All windows in which something is marked and some of the others, in batches of about one length."""
    drawn = []
    for lesson in lessons:
        for window in windows(lesson["sentences"], random.randint(0, 8)):
            held = sorted(set(window[1]) - {-1})
            marked = bool(held) and lesson["aims"][held[0] : held[-1] + 1, 0].max() > 0
            if held and (marked or random.random() < DULL):
                drawn.append((window, lesson["aims"][held], 1.0 if marked else 1 / DULL))
    drawn.sort(key=lambda one: len(one[0][0]) + random.random() * 40)
    batches = [drawn[n : n + BATCH] for n in range(0, len(drawn), BATCH)]
    random.shuffle(batches)
    return batches


def heard(listener, batch):
    """The loss of a batch of windows."""
    odds, lengths = listener.sentences([window for window, _, _ in batch])
    aims = torch.tensor(np.concatenate([aims for _, aims, _ in batch]))
    counts = torch.tensor([weight for _, aims, weight in batch for _ in aims]) * lengths.sqrt()
    loss = F.binary_cross_entropy_with_logits(odds, aims, reduction="none") @ torch.tensor([1.0, 0.5, 0.5])
    return (loss * counts).sum() / counts.sum()


def judged(listener, texts, tokenizer):
    """The loss of a batch of judged texts; some are read without their headline."""
    tokens, counts = [], torch.ones(len(texts), VERDICT)
    for row, text in enumerate(texts):
        headline = tokenizer.encode(text["headline"], add_special_tokens=False).ids[:LONGEST_HEADLINE]
        if random.random() < 0.3:
            headline, counts[row, 2], counts[row, 4] = [], 0, 0
        own = tokenizer.encode(text["text"], add_special_tokens=False).ids[:LONGEST_TEXT]
        tokens.append([OPENS, *headline, PARTS, *own, PARTS])
    wanted = torch.tensor([text["verdict"] for text in texts], dtype=torch.float)
    loss = F.binary_cross_entropy_with_logits(listener.verdicts(tokens), wanted, reduction="none")
    return (loss * counts).sum() / counts.sum()


def teach(listener, lessons, texts, tokenizer, epochs):
    rounds = [lessons_of_a_round(lessons) for _ in range(math.ceil(epochs))]
    batches = [batch for some in rounds for batch in some][: int(len(rounds[0]) * epochs)]
    heads = [*listener.said.parameters(), *listener.read.parameters()]
    own = {id(parameter) for parameter in heads}
    body = [p for p in listener.parameters() if p.requires_grad and id(p) not in own]
    optimizer = torch.optim.AdamW([{"params": body}, {"params": heads}], weight_decay=0.01)
    deck = []
    for step, batch in enumerate(batches):
        pace = min(1, (step + 1) / (0.06 * len(batches))) * (1 - step / len(batches))
        for group, rate in zip(optimizer.param_groups, (RATE, HEAD_RATE)):
            group["lr"] = rate * pace
        loss = heard(listener, batch)
        loss.backward()
        told = [loss.item()]
        if texts and step % EVERY == 0:
            if len(deck) < READ:
                deck = random.sample(texts, len(texts))
            loss = judged(listener, [deck.pop() for _ in range(READ)], tokenizer)
            loss.backward()
            told.append(loss.item())
        nn.utils.clip_grad_norm_(body, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        if step % 100 == 0:
            print(step, len(batches), told, flush=True)


@torch.no_grad()
def hear(listener, lesson):
    """What the listener says of each sentence, as `takefive` asks it: log-odds by turn and sentence."""
    sentences = lesson["sentences"]
    sums, weights = np.zeros((len(sentences), HEADS)), np.zeros(len(sentences))
    cut = windows(sentences, 0, STRIDE)
    for start in range(0, len(cut), 16):
        some = cut[start : start + 16]
        odds = iter(listener.sentences(some)[0].numpy())
        for tokens, numbers in some:
            numbers = np.array(numbers)
            for sentence in sorted(set(numbers.tolist()) - {-1}):
                middle = np.flatnonzero(numbers == sentence).mean() / len(tokens)
                weight = min(middle, 1 - middle) + 0.05
                sums[sentence] += weight * next(odds)
                weights[sentence] += weight
    means = iter((sums / np.maximum(weights, 1e-9)[:, None]).round(3).tolist())
    return [[next(means) for _ in turn] for turn in lesson["turns"]]


def packed(listener):
    """The file: sizes, then each part in the order of use, weights in signed bytes with a step for each row."""
    state = {name: tensor.detach().float().numpy() for name, tensor in listener.state_dict().items()}
    part = lambda name: state["encoder." + name]
    floats = lambda numbers: numbers.astype("<f4").tobytes()

    def rows(numbers):
        steps = np.maximum(np.abs(numbers).max(1) / 127, 1e-9)
        return floats(steps) + np.clip(np.rint(numbers / steps[:, None]), -127, 127).astype(np.int8).tobytes()

    linear = lambda weights, bias: rows(weights) + floats(bias)
    dense = lambda name: linear(part(name + ".weight"), part(name + ".bias"))
    norm = lambda name: floats(part(name + ".weight")) + floats(part(name + ".bias"))
    words = part("embeddings.word_embeddings.weight")[:LAST]
    places = part("embeddings.position_embeddings.weight")[:LONGEST] + part("embeddings.token_type_embeddings.weight")[0]
    config = listener.encoder.config
    sizes = [config.hidden_size, config.num_attention_heads, config.intermediate_size, config.num_hidden_layers]
    file = b"TFL1" + np.array([*sizes, LONGEST, FIRST, len(words) - FIRST], "<u2").tobytes()
    file += rows(np.concatenate([words[[UNKNOWN, OPENS, PARTS]], words[FIRST:]])) + rows(places) + norm("embeddings.LayerNorm")
    for n in range(config.num_hidden_layers):
        layer = f"encoder.layer.{n}."
        asked = [layer + "attention.self." + name for name in ("query", "key", "value")]
        file += linear(*(np.concatenate([part(f"{name}.{kind}") for name in asked]) for kind in ("weight", "bias")))
        file += dense(layer + "attention.output.dense") + norm(layer + "attention.output.LayerNorm")
        file += dense(layer + "intermediate.dense") + dense(layer + "output.dense") + norm(layer + "output.LayerNorm")
    heads = (np.concatenate([state[f"said.{kind}"], state[f"read.{kind}"]]) for kind in ("weight", "bias"))
    return file + linear(*heads)


def main():
    parser = argparse.ArgumentParser()
    for name in ("model", "lessons", "judged", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--without", default="")
    parser.add_argument("--heard", type=Path)
    parser.add_argument("--epochs", type=float, default=2)
    given = parser.parse_args()
    torch.manual_seed(1)
    random.seed(1)
    tokenizer = Tokenizer.from_file(str(given.model / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    shows = set(filter(None, given.without.split(",")))
    lessons = [lesson(path, tokenizer) for path in sorted(given.lessons.glob("*.json"))]
    texts = [json.loads(line) for line in given.judged.read_text(encoding="utf-8").splitlines()]
    listener = Listener(given.model).train()
    known = [one for one in lessons if one["show"] not in shows and len(one["marks"]) >= 3]
    teach(listener, known, [text for text in texts if text["show"] not in shows], tokenizer, given.epochs)
    listener.eval()
    given.out.write_bytes(packed(listener))
    for one in lessons if given.heard else []:
        if one["show"] in shows or not shows:
            given.heard.mkdir(parents=True, exist_ok=True)
            (given.heard / f"{one['id']}.json").write_text(json.dumps(hear(listener, one)))


if __name__ == "__main__":
    main()
