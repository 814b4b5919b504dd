#!/usr/bin/env python3
"""Makes tests/data/model/families/<name>.{gguf,json}: small models of every family with the vectors they must give.

  tests/tools/make_family_fixtures.py SHARED_FIXTURES OUT

Each is a cut of a random-weight fixture: its first layers, the token rows of two texts, matrices rounded to F16. The
vectors come from the pass below, in double precision and written from the description of the families alone; before a
model is cut, the pass must agree with the whole fixture (1e-6), so that it is an oracle of its own. No numpy needed.
"""
import json
import math
import struct
import sys
from pathlib import Path

SCALARS = {0: 'B', 1: 'b', 2: 'H', 3: 'h', 4: 'I', 5: 'i', 6: 'f', 7: '?', 10: 'Q', 11: 'q', 12: 'd'}


# ---- the file format -------------------------------------------------------------------------------------------------

def read_gguf(path):
    data, at = Path(path).read_bytes(), 4

    def take(fmt):
        nonlocal at
        size = struct.calcsize('<' + fmt)
        values = struct.unpack('<' + fmt, data[at:at + size])
        at += size
        return values if len(values) > 1 else values[0]

    def text():
        nonlocal at
        size = take('Q')
        at += size
        return data[at - size:at].decode('utf8', 'surrogateescape')

    def value(kind):
        if kind == 8:
            return text()
        if kind == 9:
            inner, count = take('I'), take('Q')
            return inner, [value(inner) for _ in range(count)]
        return take(SCALARS[kind])

    _, tensors, keys = take('I'), take('Q'), take('Q')
    meta = {}
    for _ in range(keys):
        key, kind = text(), take('I')
        meta[key] = (kind, value(kind))
    table = []
    for _ in range(tensors):
        name, dims = text(), take('I')
        shape = [take('Q') for _ in range(dims)]
        table.append((name, shape, take('I'), take('Q')))
    base = (at + 31) // 32 * 32
    weights = {}
    for name, shape, kind, offset in table:
        assert kind == 0, name
        weights[name] = (shape, list(struct.unpack_from('<%df' % math.prod(shape), data, base + offset)))
    return meta, weights


def write_gguf(path, meta, weights, halves):
    def text(s):
        raw = s.encode('utf8', 'surrogateescape')
        return struct.pack('<Q', len(raw)) + raw

    def value(kind, v):
        if kind == 8:
            return text(v)
        if kind == 9:
            return struct.pack('<IQ', v[0], len(v[1])) + b''.join(value(v[0], x) for x in v[1])
        return struct.pack('<' + SCALARS[kind], v)

    head = b'GGUF' + struct.pack('<IQQ', 3, len(weights), len(meta))
    for key, (kind, v) in meta.items():
        head += text(key) + struct.pack('<I', kind) + value(kind, v)
    body = b''
    for name, (shape, values) in weights.items():
        body += b'\0' * (-len(body) % 32)
        is_half = name in halves
        head += text(name) + struct.pack('<I%dQIQ' % len(shape), len(shape), *shape, 1 if is_half else 0, len(body))
        body += struct.pack('<%d%s' % (len(values), 'e' if is_half else 'f'), *values)
    Path(path).write_bytes(head + b'\0' * (-len(head) % 32) + body)


# ---- the pass --------------------------------------------------------------------------------------------------------

def gelu(x):
    return 0.5 * x * (1 + math.erf(x / math.sqrt(2)))


def gelu_tanh(x):
    return 0.5 * x * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x ** 3)))


def silu(x):
    return x / (1 + math.exp(-x))


def add(a, b):
    return [p + q for p, q in zip(a, b)]


class Pass:
    def __init__(self, meta, weights):
        self.m, self.w = meta, weights
        self.arch = meta['general.architecture'][1]
        self.D, self.L = self.key('embedding_length'), self.key('block_count')
        self.H = self.key('attention.head_count')
        self.K = self.key('attention.head_count_kv', self.H)
        self.d = self.key('attention.key_length', self.D // self.H)
        self.F = self.key('feed_forward_length')
        self.after = self.arch in ('bert', 'nomic-bert', 'nomic-bert-moe', 'jina-bert-v2', 'jina-bert-v3')
        self.layer_norm = self.after or self.arch == 'modern-bert'
        self.eps = self.key('attention.layer_norm_epsilon' if self.layer_norm else 'attention.layer_norm_rms_epsilon')
        self.prefix = 'enc.blk.' if self.arch == 't5encoder' else 'blk.'

    def key(self, name, otherwise=None):
        return self.m.get('%s.%s' % (self.arch, name), (0, otherwise))[1]

    def has(self, name):
        return name in self.w

    def row(self, name, i):
        shape, values = self.w[name]
        return values[i * shape[0]:(i + 1) * shape[0]]

    def linear(self, name, x, first=0, count=None):
        shape, values = self.w[name + '.weight']
        n = shape[0]
        count = count or math.prod(shape[1:])
        out = [sum(a * b for a, b in zip(values[(first + r) * n:(first + r + 1) * n], x)) for r in range(count)]
        if self.has(name + '.bias'):
            out = add(out, self.w[name + '.bias'][1][first:first + count])
        return out

    def norm(self, name, x):
        weight = self.w[name + '.weight'][1]
        bias = self.w[name + '.bias'][1] if self.has(name + '.bias') else [0] * len(x)
        mean = sum(x) / len(x) if self.layer_norm else 0
        root = math.sqrt(sum((v - mean) ** 2 for v in x) / len(x) + self.eps)
        return [(v - mean) / root * w + b for v, w, b in zip(x, weight, bias)]

    def is_local(self, i):
        if not self.key('attention.sliding_window'):
            return False
        if self.arch == 'modern-bert':
            return i % self.key('attention.sliding_window_pattern', 3) != 0
        pattern = self.key('attention.sliding_window_pattern', 6)
        return i % pattern < pattern - 1

    def rope(self, x, heads, position, local):
        n = self.key('rope.dimension_count', self.d)
        base = self.key('rope.freq_base_swa', 10000) if local else self.key('rope.freq_base', 10000)
        kind, factor = self.key('rope.scaling.type', 'linear'), self.key('rope.scaling.factor', 1)
        scale = 1 if local or kind == 'none' else 1 / factor
        yarn = kind == 'yarn' and not local
        out = list(x)
        for i in range(n // 2):
            theta, length = base ** (-2 * i / n), 1
            if self.has('rope_freqs.weight'):
                theta /= self.w['rope_freqs.weight'][1][i]
            if yarn:
                n0 = self.key('rope.scaling.original_context_length', self.key('context_length'))

                def dim(beta):
                    return n * math.log(n0 / (2 * math.pi * beta)) / (2 * math.log(base))
                low, high = max(0, math.floor(dim(32))), min(n - 1, math.ceil(dim(1)))
                ramp = 1 - min(1, max(0, (i - low) / max(0.001, high - low)))
                angle, length = position * theta * (scale * (1 - ramp) + ramp), 1 + 0.1 * math.log(factor)
            else:
                angle = position * scale * theta
            c, s = math.cos(angle) * length, math.sin(angle) * length
            adjacent = self.arch in ('llama', 'llama-embed', 'neo-bert')
            p, q = (2 * i, 2 * i + 1) if adjacent else (i, i + n // 2)
            for h in range(heads):
                a, b = x[h * self.d + p], x[h * self.d + q]
                out[h * self.d + p], out[h * self.d + q] = a * c - b * s, a * s + b * c
        return out

    def bias(self, h, i, j):
        if self.arch == 'jina-bert-v2':
            p = 1 << (self.H.bit_length() - 1)
            slope = 2 ** (-8 * (h + 1) / p) if h < p else 2 ** (-4 * (2 * (h - p) + 1) / p)
            return -slope * abs(i - j)
        if self.arch == 't5encoder':
            half = self.key('attention.relative_buckets_count') // 2
            fine, r = half // 2, j - i
            bucket = abs(r)
            if bucket >= fine:
                bucket = min(half - 1, fine + math.floor(math.log(abs(r) / fine) / math.log(128 / fine) * (half - fine)))
            return self.row('enc.blk.0.attn_rel_b.weight', bucket + (half if r > 0 else 0))[h]
        return 0

    def sees(self, i, j, local):
        causal = self.arch in ('llama', 'qwen2', 'qwen3') and self.key('attention.causal', True)
        causal = causal or (self.arch == 'llama-embed' and self.key('attention.causal', False))
        return not (causal and j > i) and not (local and abs(i - j) > self.key('attention.sliding_window') // 2)

    def qkv(self, block, x, position, local):
        q, k = self.H * self.d, self.K * self.d
        if self.has(block + 'attn_qkv.weight'):
            all_ = self.linear(block + 'attn_qkv', x)
            parts = [all_[:q], all_[q:q + k], all_[q + k:]]
            if not self.has(block + 'attn_qkv.bias') and self.has(block + 'attn_q.bias'):
                parts = [add(p, self.w[block + 'attn_%s.bias' % n][1]) for p, n in zip(parts, 'qkv')]
        else:
            parts = [self.linear(block + 'attn_' + n, x) for n in 'qkv']
        for i, n in enumerate('qk'):
            name = block + 'attn_%s_norm' % n
            if self.has(name + '.weight'):
                size = self.w[name + '.weight'][0][0]
                parts[i] = sum((self.norm(name, parts[i][a:a + size]) for a in range(0, len(parts[i]), size)), [])
        if self.arch not in ('bert', 'jina-bert-v2', 't5encoder'):
            parts[0] = self.rope(parts[0], self.H, position, local)
            parts[1] = self.rope(parts[1], self.K, position, local)
        return parts

    def attention(self, block, xs, local):
        d = self.d
        rows = [self.qkv(block, x, p, local) for p, x in enumerate(xs)]
        scale = 1 if self.arch == 't5encoder' else 1 / math.sqrt(d)
        out = []
        for i in range(len(xs)):
            row = []
            for h in range(self.H):
                kv = h // (self.H // self.K) * d
                seen = [j for j in range(len(xs)) if self.sees(i, j, local)]
                scores = [sum(rows[i][0][h * d + e] * rows[j][1][kv + e] for e in range(d)) * scale + self.bias(h, i, j)
                          for j in seen]
                top = max(scores)
                shares = [math.exp(s - top) for s in scores]
                total = sum(shares)
                row += [sum(p * rows[j][2][kv + e] for p, j in zip(shares, seen)) / total for e in range(d)]
            out.append(self.linear(block + ('attn_o' if self.arch == 't5encoder' else 'attn_output'), row))
        return out

    def feed_forward(self, block, y):
        act = {'gemma-embedding': gelu_tanh, 't5encoder': gelu_tanh, 'bert': gelu, 'nomic-bert-moe': gelu,
               'jina-bert-v2': gelu, 'jina-bert-v3': gelu, 'modern-bert': gelu}.get(self.arch, silu)
        if self.key('hidden_activation') == 'silu':
            act = silu
        if self.has(block + 'ffn_gate_inp.weight'):
            r = self.linear(block + 'ffn_gate_inp', y)
            shares = [math.exp(v - max(r)) for v in r]
            shares = [s / sum(shares) for s in shares]
            best = sorted(range(len(r)), key=lambda e: (-shares[e], e))[:self.key('expert_used_count')]
            out = [0] * self.D
            for e in best:
                h = [act(v) for v in self.linear(block + 'ffn_up_exps', y, e * self.F, self.F)]
                out = add(out, [shares[e] * v for v in self.linear(block + 'ffn_down_exps', h, e * self.D, self.D)])
            return out
        up = self.linear(block + 'ffn_up', y)
        if self.has(block + 'ffn_gate.weight'):
            h = [act(g) * u for g, u in zip(self.linear(block + 'ffn_gate', y), up)]
        elif len(up) == 2 * self.F:
            h = [act(g) * u for g, u in zip(up[:self.F], up[self.F:])]
        else:
            h = [act(u) for u in up]
        return self.linear(block + 'ffn_down', h)

    def vector(self, ids):
        xs = []
        for p, token in enumerate(ids):
            x = self.row('token_embd.weight', token)
            if self.arch == 'gemma-embedding':
                x = [v * math.sqrt(self.D) for v in x]
            if self.has('token_types.weight'):
                x = add(x, self.row('token_types.weight', 0))
            if self.has('position_embd.weight'):
                x = add(x, self.row('position_embd.weight', p))
            xs.append(self.norm('token_embd_norm', x) if self.has('token_embd_norm.weight') else x)
        for i in range(self.L):
            block, local = '%s%d.' % (self.prefix, i), self.is_local(i)
            if self.after:
                ys = [self.norm(block + 'attn_output_norm', add(a, x))
                      for a, x in zip(self.attention(block, xs, local), xs)]
                if self.has(block + 'attn_norm_2.weight'):
                    ys = [self.norm(block + 'attn_norm_2', add(y, x)) for y, x in zip(ys, xs)]
                xs = [self.norm(block + 'layer_output_norm', add(self.feed_forward(block, y), y)) for y in ys]
                continue
            bare = not self.has(block + 'attn_norm.weight')
            parts = self.attention(block, xs if bare else [self.norm(block + 'attn_norm', x) for x in xs], local)
            if self.has(block + 'post_attention_norm.weight'):
                parts = [self.norm(block + 'post_attention_norm', a) for a in parts]
            xs = [add(x, a) for x, a in zip(xs, parts)]
            parts = [self.feed_forward(block, self.norm(block + 'ffn_norm', x)) for x in xs]
            if self.has(block + 'post_ffw_norm.weight'):
                parts = [self.norm(block + 'post_ffw_norm', f) for f in parts]
            xs = [add(x, f) for x, f in zip(xs, parts)]
        for name in ('output_norm', 'enc.output_norm'):
            if self.has(name + '.weight'):
                xs = [self.norm(name, x) for x in xs]
        pooling = self.key('pooling_type')
        v = xs[0] if pooling == 2 else xs[-1] if pooling == 3 else [sum(c) / len(xs) for c in zip(*xs)]
        for name in ('dense_2', 'dense_3'):
            if self.has(name + '.weight'):
                v = self.linear(name, v)
        length = math.sqrt(sum(c * c for c in v))
        return [c / length for c in v]


# ---- the cut ---------------------------------------------------------------------------------------------------------

# The same numbers as another but for the tokenizer, or here as a whole.
SKIPPED = ('bert-cls-fused', 'bert-distil', 'bert-roberta', 'bert-xlmr')
LAYERS = {'gemma-embedding-dense': 3, 'gemma-embedding': 1, 'modern-bert': 2, 'nomic-bert-moe': 2}


def cut(name, meta, weights, texts):
    arch = meta['general.architecture'][1]
    layers = min(LAYERS.get(name, 1), meta[arch + '.block_count'][1])
    used = sorted({i for ids in texts for i in ids})
    place = {old: new for new, old in enumerate(used)}
    longest = max(map(len, texts))
    kept = {k: v for k, v in meta.items() if not k.startswith('tokenizer.') or k.endswith('token_type_count')}
    kept[arch + '.block_count'] = (4, layers)
    kept[arch + '.context_length'] = (4, max(longest, 64)) if 'position_embd.weight' not in weights else (4, longest)
    if name == 'nomic-bert-yarn':
        kept[arch + '.rope.scaling.original_context_length'] = meta[arch + '.rope.scaling.original_context_length']
    small, halves = {}, set()
    for tensor, (shape, values) in weights.items():
        number = tensor.removeprefix('enc.').split('.')
        if number[0] == 'blk' and int(number[1]) >= layers:
            continue
        if tensor == 'token_embd.weight':
            values = [v for i in used for v in values[i * shape[0]:(i + 1) * shape[0]]]
            shape = [shape[0], len(used)]
        if tensor == 'position_embd.weight':
            shape, values = [shape[0], longest], values[:shape[0] * longest]
        if len(shape) > 1 and tensor != 'enc.blk.0.attn_rel_b.weight':
            halves.add(tensor)
            values = list(struct.unpack('<%de' % len(values), struct.pack('<%de' % len(values), *values)))
        small[tensor] = (shape, values)
    return kept, small, halves, [[place[i] for i in ids] for ids in texts]


def main():
    shared, out = Path(sys.argv[1]), Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for folder in sorted(shared.iterdir()):
        if not (folder / 'model-f32.gguf').exists() or folder.name in SKIPPED:
            continue
        meta, weights = read_gguf(folder / 'model-f32.gguf')
        expected = json.loads((folder / 'expected.json').read_text())
        worst = 0
        whole = Pass(meta, weights)
        for i in (1, 2):
            wanted = expected['vectors'][i]
            worst = max(worst, max(abs(a - b) for a, b in zip(whole.vector(expected['ids'][i]), wanted)))
        assert worst < 1e-6, (folder.name, worst)
        texts = [expected['ids'][1], expected['ids'][2]]
        meta, weights, halves, ids = cut(folder.name, meta, weights, texts)
        write_gguf(out / (folder.name + '.gguf'), meta, weights, halves)
        vectors = [[float('%.8g' % c) for c in Pass(meta, weights).vector(t)] for t in ids]
        (out / (folder.name + '.json')).write_text(json.dumps({'ids': ids, 'vectors': vectors}) + '\n')
        print('%-26s agrees to %.1e, %d bytes' % (folder.name, worst, (out / (folder.name + '.gguf')).stat().st_size))


if __name__ == '__main__':
    main()
