"""Teaches the listener and writes listener.bin; listener.md says what it is and how to run this.

    python listener.py MODEL LESSONS JUDGED CUTS OUT [--from FILE] [--without SHOWS] [--heard DIR] [--epochs N]

MODEL is a folder with all-MiniLM-L6-v2 as sentence-transformers saves it. LESSONS is what `takefive learn --lessons` wrote. JUDGED has
one JSON object a line: `show`, `headline`, `text`, and `verdict`, five times 0 or 1 (stands alone, finished prose, headline is a
statement, worth printing, to be printed as it stands), where null stands for what nobody judged. CUTS is `cuts.jsonl`, which says how
editors cut passages into texts and headlines. SHOWS, with commas between them, are left out of the teaching; what the listener
says of their episodes goes to DIR, so that the trees over it can be grown and tested on episodes that were new to it.

Without --from it learns to listen, and to read a little. With a listener's file it goes on from there, and learns to cut and to read.

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
BATCH, READ, CUT, EVERY = 12, 24, 12, 4  # windows, texts, passages of a step; texts are read after every fourth step of listening
RATE, HEAD_RATE = 8e-5, 2e-3
EDIT_RATE, EDIT_HEAD_RATE = 6e-5, 1.5e-3
LISTEN_AGAIN, READ_AGAIN = 3, 2  # while it learns to cut, every third step listens too, so that nothing is forgotten, and every second reads
DULL = 0.35  # share of the windows without anything marked that is used; each counts for the others
HEADS, VERDICT, MARKS, LINKS = 3, 5, 2, 64


class Listener(nn.Module):
    """An encoder; three numbers a token; five of the first token; and of each word of a passage that is to be cut, two numbers and two
    times two vectors, which say how well one word follows another in a text and in a headline."""

    def __init__(self, model):
        super().__init__()
        self.encoder = AutoModel.from_pretrained(
            model, attn_implementation="sdpa", attention_probs_dropout_prob=0.0, hidden_dropout_prob=0.0
        )
        # The words stay what they are: what is taught here is how they hang together.
        self.encoder.embeddings.word_embeddings.weight.requires_grad = False
        width = self.encoder.config.hidden_size
        self.drop = nn.Dropout(0.1)
        self.said, self.read, self.marks = (nn.Linear(width, count) for count in (HEADS, VERDICT, MARKS))
        self.asks, self.answers = nn.Linear(width, 2 * LINKS), nn.Linear(width, 2 * LINKS)
        self.near = nn.Parameter(torch.full((2,), 2.0))
        for head, usual in ((self.said, -2.3), (self.read, -1.0), (self.marks, -1.0)):
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

    def words(self, passages):
        """For each passage what is known of its start, of each word, and of its end."""
        states = self.states([tokens for tokens, _ in passages]).float()
        known = []
        for state, (tokens, numbers) in zip(states, passages):
            numbers = torch.tensor(numbers)
            held, count = numbers >= 0, int(numbers.max()) + 1
            sums = torch.zeros(count, states.shape[2]).index_add_(0, numbers[held], state[: len(tokens)][held])
            means = sums / torch.bincount(numbers[held], minlength=count).clamp(min=1)[:, None]
            known.append(torch.cat([state[:1], means, state[len(tokens) - 1 : len(tokens)]]))
        return known

    def links(self, words, kind):
        """How likely, as logarithm, each word (columns; the last is the end) comes next after each (rows; the first is the start)."""
        own = slice(kind * LINKS, (kind + 1) * LINKS)
        odds = self.asks(words[:-1])[:, own] @ self.answers(words[1:])[:, own].T / math.sqrt(LINKS)
        odds = odds + torch.eye(len(odds)) * self.near[kind]
        return F.log_softmax(odds.masked_fill(torch.ones_like(odds).tril(-1).bool(), -1e4), 1)


def parts(sentence):
    """Words with the punctuation around them, as `takefive` parts them."""
    for mark, apart in (("...", "… "), ("…", "… "), ("--", " — "), ("—", " — "), ("–", " — ")):
        sentence = sentence.replace(mark, apart)
    return [part for part in sentence.split() if any(c.isalnum() for c in part)]


def passage(sentences, tokenizer):
    """Tokens of a passage, and for each the number of its word or -1."""
    tokens, numbers, count = [OPENS, PARTS, PARTS], [-1, -1, -1], 0
    for sentence in sentences:
        for part in parts(sentence):
            own = tokenizer.encode(part, add_special_tokens=False).ids
            if len(tokens) + len(own) + 1 > LONGEST:
                return tokens + [PARTS], numbers + [-1]
            tokens += own
            numbers += [count] * len(own)
            count += 1
    return tokens + [PARTS], numbers + [-1]


def cuts(path, folder, tokenizer):
    """Passages as editors cut them."""
    known, made = {}, []
    for line in path.read_text(encoding="utf-8").splitlines():
        cut = json.loads(line)
        if cut["episode"] not in known:
            known[cut["episode"]] = json.loads((folder / f"{cut['episode']}.json").read_text(encoding="utf-8"))
        lesson = known[cut["episode"]]
        start, end = cut["words"]
        said = [text for turn in lesson["turns"] for text, a, b in turn if start <= a and b <= end and b > a]
        tokens, numbers = passage(said, tokenizer)
        count = max(numbers) + 1
        listed = lambda ranges: [n for a, b in ranges for n in range(a, b) if n < count]
        text = listed(cut["text"])
        marks = np.zeros((count, MARKS), np.float32)
        for head, name in enumerate(("stops", "commas")):
            marks[[n for n in cut[name] if n < count], head] = 1
        made.append(
            {
                "show": lesson["show"],
                "passage": (tokens, numbers),
                "said": [part for sentence in said for part in parts(sentence)][:count],
                "text": text,
                "counts": 1.0 if all(cut["verdict"][:2]) else 0.3,
                "headlines": [listed(headline) for headline in cut["headlines"] if listed(headline)],
                "marks": marks[text],
            }
        )
    return [one for one in made if one["text"]]


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
    for row, text in enumerate(texts):
        for head, told in enumerate(text["verdict"]):
            if told is None:
                counts[row, head] = 0
    wanted = torch.tensor([[told or 0 for told in text["verdict"]] for text in texts], dtype=torch.float)
    loss = F.binary_cross_entropy_with_logits(listener.verdicts(tokens), wanted, reduction="none")
    return (loss * counts).sum() / counts.sum()


def cut(listener, batch):
    """The loss of a batch of passages: how unlikely each next word of the texts and headlines is, and each mark after a word."""
    texts, headlines, marks = [], [], []
    for one, words in zip(batch, listener.words([one["passage"] for one in batch])):
        end, path = len(words) - 2, one["text"]
        links = listener.links(words, 0)
        texts.append(-one["counts"] * links[[0, *(n + 1 for n in path)], [*path, end]].sum())
        marks.append(listener.marks(words[1:-1][path]))
        if one["headlines"]:
            links = listener.links(words, 1)
            loss = -torch.logsumexp(links[0, [path[0] for path in one["headlines"]]], 0)
            for path in one["headlines"]:
                loss = loss - links[[n + 1 for n in path], [*path[1:], end]].sum() / len(one["headlines"])
            headlines.append(loss)
    told = F.binary_cross_entropy_with_logits(torch.cat(marks), torch.tensor(np.concatenate([one["marks"] for one in batch])))
    headline = torch.stack(headlines).mean() / 3 if headlines else 0
    return torch.stack(texts).mean() / 10 + headline + told


def optimizer_of(listener):
    """The optimizer, of the body and of what stands on it, and the body's parameters."""
    named = [(name, parameter) for name, parameter in listener.named_parameters() if parameter.requires_grad]
    body = [parameter for name, parameter in named if name.startswith("encoder")]
    heads = [parameter for name, parameter in named if not name.startswith("encoder")]
    return torch.optim.AdamW([{"params": body}, {"params": heads}], weight_decay=0.01), body


def learn(listener, steps, rates):
    """Goes through steps, each a list of losses that are to be taken, with rates that rise at once and then fall to nothing."""
    optimizer, body = optimizer_of(listener)
    for number, step in enumerate(steps):
        pace = min(1, (number + 1) / (0.06 * len(steps))) * (1 - number / len(steps))
        for group, rate in zip(optimizer.param_groups, rates):
            group["lr"] = rate * pace
        told = []
        for loss in step:
            loss = loss()
            loss.backward()
            told.append(round(loss.item(), 3))
        nn.utils.clip_grad_norm_(body, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        if number % 100 == 0:
            print(number, len(steps), told, flush=True)


def drawn(things, count):
    """Endless handfuls of things, all of them once before any comes again."""
    deck = []
    while True:
        if len(deck) < count:
            deck = random.sample(things, len(things))
        yield [deck.pop() for _ in range(min(count, len(deck)))]


def teach(listener, lessons, texts, tokenizer, epochs):
    """Teaches to listen, and to read a little."""
    rounds = [lessons_of_a_round(lessons) for _ in range(math.ceil(epochs))]
    batches = [batch for some in rounds for batch in some][: int(len(rounds[0]) * epochs)]
    some = drawn(texts, READ)
    steps = []
    for number, batch in enumerate(batches):
        step = [lambda batch=batch: heard(listener, batch)]
        if texts and number % EVERY == 0:
            step.append(lambda: judged(listener, next(some), tokenizer))
        steps.append(step)
    learn(listener, steps, (RATE, HEAD_RATE))


def teach_to_edit(listener, lessons, texts, passages, tokenizer, epochs):
    """Teaches to cut and to read, and listens now and then, so that nothing is forgotten."""
    batches = []
    for _ in range(math.ceil(epochs)):
        ordered = sorted(passages, key=lambda one: len(one["passage"][0]) + random.random() * 40)
        own = [ordered[n : n + CUT] for n in range(0, len(ordered) - CUT + 1, CUT)]
        random.shuffle(own)
        batches += own
    again = drawn(lessons_of_a_round(lessons), 1)
    some = drawn(texts, READ)
    steps = []
    for number, batch in enumerate(batches):
        step = [lambda batch=batch: cut(listener, batch)]
        if number % LISTEN_AGAIN == 0:
            step.append(lambda: heard(listener, next(again)[0]))
        if texts and number % READ_AGAIN == 0:
            step.append(lambda: judged(listener, next(some), tokenizer))
        steps.append(step)
    learn(listener, steps, (EDIT_RATE, EDIT_HEAD_RATE))


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
    file = b"TFL2" + np.array([*sizes, LONGEST, FIRST, len(words) - FIRST], "<u2").tobytes()
    file += rows(np.concatenate([words[[UNKNOWN, OPENS, PARTS]], words[FIRST:]])) + rows(places) + norm("embeddings.LayerNorm")
    for n in range(config.num_hidden_layers):
        layer = f"encoder.layer.{n}."
        asked = [layer + "attention.self." + name for name in ("query", "key", "value")]
        file += linear(*(np.concatenate([part(f"{name}.{kind}") for name in asked]) for kind in ("weight", "bias")))
        file += dense(layer + "attention.output.dense") + norm(layer + "attention.output.LayerNorm")
        file += dense(layer + "intermediate.dense") + dense(layer + "output.dense") + norm(layer + "output.LayerNorm")
    heads = (np.concatenate([state[f"{head}.{kind}"] for head in ("said", "read", "marks")]) for kind in ("weight", "bias"))
    file += linear(*heads)
    for head in ("asks", "answers"):
        file += linear(state[f"{head}.weight"], state[f"{head}.bias"])
    return file + floats(state["near"])


def unpack(listener, file):
    """Reads a listener's file into `listener`; words stay what they are, and what the file does not know of cutting stays untaught."""
    state, at = listener.state_dict(), 18
    width, heads, inner, layers, longest, first, words = (int(n) for n in np.frombuffer(file[4:18], "<u2"))
    assert file[:3] == b"TFL" and heads == listener.encoder.config.num_attention_heads, "no listener"

    def floats(count):
        nonlocal at
        at += 4 * count
        return np.frombuffer(file[at - 4 * count : at], "<f4")

    def rows(count, columns):
        nonlocal at
        steps = floats(count)
        at += count * columns
        return np.frombuffer(file[at - count * columns : at], np.int8).reshape(count, columns) * steps[:, None]

    def put(name, numbers):
        state[name].copy_(torch.tensor(np.array(numbers, np.float32)))

    def norm(name):
        put(name + ".weight", floats(width))
        put(name + ".bias", floats(width))

    def linear(names, count, columns):
        weights, biases = np.split(rows(count, columns), len(names)), np.split(floats(count), len(names))
        for name, weight, bias in zip(names, weights, biases):
            put(name + ".weight", weight)
            put(name + ".bias", bias)

    part = "encoder.embeddings."
    rows(words + 3, width)
    places = rows(longest, width) - state[part + "token_type_embeddings.weight"][0].numpy()
    state[part + "position_embeddings.weight"][:longest] = torch.tensor(places)
    norm(part + "LayerNorm")
    for n in range(layers):
        layer = f"encoder.encoder.layer.{n}."
        linear([layer + "attention.self." + name for name in ("query", "key", "value")], 3 * width, width)
        linear([layer + "attention.output.dense"], width, width)
        norm(layer + "attention.output.LayerNorm")
        linear([layer + "intermediate.dense"], inner, width)
        linear([layer + "output.dense"], width, inner)
        norm(layer + "output.LayerNorm")
    counts = {"said": HEADS, "read": VERDICT} | ({"marks": MARKS} if file[:4] == b"TFL2" else {})
    weights, biases = rows(sum(counts.values()), width), floats(sum(counts.values()))
    ends = np.cumsum(list(counts.values()))
    for name, end, count in zip(counts, ends, counts.values()):
        put(name + ".weight", weights[end - count : end])
        put(name + ".bias", biases[end - count : end])
    if file[:4] == b"TFL2":
        for name in ("asks", "answers"):
            linear([name], 2 * LINKS, width)
        put("near", floats(2))


def main():
    parser = argparse.ArgumentParser()
    for name in ("model", "lessons", "judged", "cuts", "out"):
        parser.add_argument(name, type=Path)
    parser.add_argument("--from", dest="begun", type=Path)
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
    texts = [text for text in texts if text["show"] not in shows]
    if given.begun:
        passages = [one for one in cuts(given.cuts, given.lessons, tokenizer) if one["show"] not in shows]
        with torch.no_grad():
            unpack(listener, given.begun.read_bytes())
        teach_to_edit(listener, known, texts, passages, tokenizer, given.epochs)
    else:
        teach(listener, known, texts, tokenizer, given.epochs)
    listener.eval()
    given.out.write_bytes(packed(listener))
    for one in lessons if given.heard else []:
        if one["show"] in shows or not shows:
            given.heard.mkdir(parents=True, exist_ok=True)
            (given.heard / f"{one['id']}.json").write_text(json.dumps(hear(listener, one)))


if __name__ == "__main__":
    main()
