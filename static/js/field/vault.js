/* AES-GCM with the account's key, which never leaves the browser readable (non-extractable); SHA-256 off the main thread. */
(function () {
  'use strict';

  const Field = self.Field;
  const subtle = self.crypto && self.crypto.subtle;

  function keyOf(base64) {
    return subtle.importKey('raw', Field.unbase64(base64), 'AES-GCM', false, ['encrypt', 'decrypt']);
  }

  async function seal(key, bytes) {
    const iv = self.crypto.getRandomValues(new Uint8Array(12));
    return { iv: iv, data: await subtle.encrypt({ name: 'AES-GCM', iv: iv }, key, bytes) };
  }

  function open(key, sealed) {
    return subtle.decrypt({ name: 'AES-GCM', iv: sealed.iv }, key, sealed.data);
  }

  Field.vault = {
    possible: Boolean(self.isSecureContext && subtle && self.indexedDB),
    keyOf: keyOf,
    seal: seal,
    open: open,
    sealValue: function (key, value) { return seal(key, new TextEncoder().encode(JSON.stringify(value))); },
    openValue: async function (key, sealed) { return JSON.parse(new TextDecoder().decode(await open(key, sealed))); },
    digest: async function (bytes) { return Field.hex(await subtle.digest('SHA-256', bytes)); },
  };
}());
