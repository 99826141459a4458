/* The phone's pages share one name, in windows and in the service worker: Field. Here: news between them, and small helpers. */
(function () {
  'use strict';

  const Field = self.Field = self.Field || {};
  const listeners = [];
  const channel = self.BroadcastChannel ? new self.BroadcastChannel('field') : null;

  function tell(kind) {
    listeners.forEach(function (listener) { listener(kind); });
  }

  /* News: records, state, upload. Everybody hears them, this window too; nothing personal is in them. */
  Field.say = function (kind) {
    tell(kind);
    if (channel) channel.postMessage(kind);
  };
  Field.hear = function (listener) { listeners.push(listener); };
  if (channel) channel.onmessage = function (event) { tell(event.data); };

  /* The device's storage is full. */
  Field.isFull = function (error) { return Boolean(error) && error.name === 'QuotaExceededError'; };

  /* Writes what may as well be left out: a full device must not stop what makes room on it. */
  Field.ifRoom = function (write) {
    return write().catch(function (error) { if (!Field.isFull(error)) throw error; });
  };

  Field.uuid = function () {
    const bytes = self.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = bytes[6] & 15 | 64;
    bytes[8] = bytes[8] & 63 | 128;
    const hex = Field.hex(bytes);
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
  };

  Field.hex = function (bytes) {
    return Array.from(new Uint8Array(bytes.buffer || bytes), function (byte) { return ('0' + byte.toString(16)).slice(-2); }).join('');
  };

  Field.base64 = function (bytes) {
    const view = new Uint8Array(bytes);
    let text = '';
    for (let at = 0; at < view.length; at += 8192) text += String.fromCharCode.apply(null, view.subarray(at, at + 8192));
    return self.btoa(text);
  };

  Field.unbase64 = function (text) {
    return Uint8Array.from(self.atob(text), function (letter) { return letter.charCodeAt(0); });
  };

  /* The phone's clock with its zone, as ISO 8601. */
  Field.stamp = function (when) {
    const date = when || new Date();
    const ahead = -date.getTimezoneOffset();
    const two = function (number) { return ('0' + Math.abs(number)).slice(-2); };
    const local = new Date(date.getTime() + ahead * 60000).toISOString().slice(0, 19);
    return local + (ahead < 0 ? '-' : '+') + two(Math.trunc(ahead / 60)) + ':' + two(ahead % 60);
  };

  /* The moment, or null when the clock that wrote it was astray: the portal takes the years 2000 to 2099. */
  Field.plausible = function (stamp) {
    const year = Number(String(stamp).slice(0, 4));
    return year >= 2000 && year < 2100 ? stamp : null;
  };

  /* One at a time for all windows and the worker: the first takes the lock, others go on without. */
  Field.alone = function (name, work) {
    if (self.navigator.locks) {
      return self.navigator.locks.request(name, { ifAvailable: true }, function (lock) { return lock ? work() : null; });
    }
    return Field.flagged(name, work);
  };
}());
