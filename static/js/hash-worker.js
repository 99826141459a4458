/* SHA-256 in a worker: of each piece of a file and, running along, of the whole.
   crypto.subtle is missing on plain HTTP and cannot go on with a hash, so this is one small implementation for both. */
(function () {
  'use strict';

  const K = new Int32Array(64);
  const START = new Int32Array(8);

  /* The constants are the first bits of the roots of the first primes. */
  (function () {
    let found = 0;
    for (let number = 2; found < 64; number += 1) {
      let prime = true;
      for (let by = 2; by * by <= number; by += 1) if (number % by === 0) { prime = false; break; }
      if (!prime) continue;
      const bits = function (root) { return ((root - Math.floor(root)) * 4294967296) | 0; };
      if (found < 8) START[found] = bits(Math.sqrt(number));
      K[found] = bits(Math.cbrt(number));
      found += 1;
    }
  }());

  function Hash() {
    this.state = START.slice();
    this.words = new Int32Array(64);
    this.rest = new Uint8Array(64);
    this.held = 0;
    this.length = 0;
  }

  Hash.prototype.block = function (data, at) {
    const w = this.words;
    const s = this.state;
    for (let i = 0; i < 16; i += 1, at += 4) w[i] = data[at] << 24 | data[at + 1] << 16 | data[at + 2] << 8 | data[at + 3];
    for (let i = 16; i < 64; i += 1) {
      const x = w[i - 15];
      const y = w[i - 2];
      const p = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
      const q = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
      w[i] = w[i - 16] + p + w[i - 7] + q | 0;
    }
    let a = s[0], b = s[1], c = s[2], d = s[3], e = s[4], f = s[5], g = s[6], h = s[7];
    for (let i = 0; i < 64; i += 1) {
      const u = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
      const first = h + u + (e & f ^ ~e & g) + K[i] + w[i] | 0;
      const v = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
      const second = v + (a & b ^ a & c ^ b & c) | 0;
      h = g; g = f; f = e; e = d + first | 0; d = c; c = b; b = a; a = first + second | 0;
    }
    s[0] += a; s[1] += b; s[2] += c; s[3] += d; s[4] += e; s[5] += f; s[6] += g; s[7] += h;
  };

  Hash.prototype.update = function (data) {
    let at = 0;
    this.length += data.length;
    if (this.held) {
      const take = Math.min(64 - this.held, data.length);
      this.rest.set(data.subarray(0, take), this.held);
      this.held += take;
      at = take;
      if (this.held < 64) return;
      this.block(this.rest, 0);
      this.held = 0;
    }
    for (; at + 64 <= data.length; at += 64) this.block(data, at);
    this.rest.set(data.subarray(at), 0);
    this.held = data.length - at;
  };

  Hash.prototype.digest = function () {
    const bits = this.length * 8;
    const tail = new Uint8Array(this.held < 56 ? 64 : 128);
    tail.set(this.rest.subarray(0, this.held));
    tail[this.held] = 128;
    const view = new DataView(tail.buffer);
    view.setUint32(tail.length - 8, Math.floor(bits / 4294967296));
    view.setUint32(tail.length - 4, bits >>> 0);
    for (let at = 0; at < tail.length; at += 64) this.block(tail, at);
    return Array.from(this.state, function (word) { return ('0000000' + (word >>> 0).toString(16)).slice(-8); }).join('');
  };

  const wholes = {};

  async function answer(message) {
    if (message.end) {
      const whole = wholes[message.job].digest();
      delete wholes[message.job];
      return whole;
    }
    const bytes = new Uint8Array(await message.piece.arrayBuffer());
    if (!wholes[message.job]) wholes[message.job] = new Hash();
    wholes[message.job].update(bytes);
    const own = new Hash();
    own.update(bytes);
    return own.digest();
  }

  self.addEventListener('message', function (event) {
    answer(event.data).then(
      function (digest) { self.postMessage({ id: event.data.id, digest: digest }); },
      function () { self.postMessage({ id: event.data.id, unreadable: true }); });
  });
}());
