/* Whose phone it is now: the key, the list of visits, and what is left behind for others (nothing that can be read). */
(function () {
  'use strict';

  const Field = self.Field;
  let current = null;

  async function rememberTurn(user) {
    const held = await Field.store.device.get('meta', 'turn');
    if (!held || held.user !== user) await Field.store.device.put('meta', { id: 'turn', user: user });
  }

  /* Keys of everybody else go: their records stay as ciphertext, their key comes back when they sign in. */
  async function lockOthers(user) {
    const others = (await Field.store.accounts()).filter(function (number) { return number !== user; });
    await Promise.all(others.map(function (number) { return Field.store.of(number).drop('meta', 'key'); }));
  }

  async function keepKey(db, base64) {
    const held = await db.get('meta', 'key');
    if (held) return held.key;
    const key = await Field.vault.keyOf(base64);
    await db.put('meta', { id: 'key', key: key });
    return key;
  }

  /* The account that was last signed in on this device, with its key; null when there is none. */
  async function wake() {
    const turn = await Field.store.device.get('meta', 'turn');
    if (!turn) { current = null; return null; }
    if (current && current.user === turn.user) return current;
    const db = Field.store.of(turn.user);
    const held = await db.get('meta', 'key');
    current = held ? { user: turn.user, db: db, key: held.key } : null;
    return current;
  }

  /* Asks the portal who is signed in and what is to be visited; the answer is kept for the time without network. */
  async function refresh() {
    const state = await Field.api.state();
    const user = Number(state.user.id);
    const db = Field.store.of(user);
    await lockOthers(user);
    if (!state.key) { await rememberTurn(user); current = null; return state; }
    const key = await keepKey(db, state.key);
    await rememberTurn(user);
    if (self.Portal) self.Portal.remember('field-here', '1');
    if (self.Portal) self.Portal.remember('field-holder', String(user));
    current = { user: user, db: db, key: key };
    delete state.key;
    delete state.csrf;
    state.asked_at = Field.stamp();
    await Field.ifRoom(function () { return put('state', state); });
    Field.say('state');
    return state;
  }

  async function put(id, value) {
    await current.db.put('meta', Object.assign({ id: id }, await Field.vault.sealValue(current.key, value)));
  }

  async function get(id) {
    const row = current && await current.db.get('meta', id);
    return row ? Field.vault.openValue(current.key, row) : null;
  }

  Field.account = {
    current: function () { return current; },
    wake: wake,
    refresh: refresh,
    put: put,
    get: get,
    state: function () { return get('state'); },
  };
}());
