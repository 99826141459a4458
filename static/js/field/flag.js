/* Where the browser has no Web Locks: a flag with a time in the device's database stands for the lock. */
(function () {
  'use strict';

  const Field = self.Field;
  const LEASE = 30000;

  Field.flagged = async function (name, work) {
    const id = 'lock-' + name;
    const own = Field.uuid();
    const held = await Field.store.device.get('meta', id);
    if (held && held.until > Date.now()) return null;
    const renew = function () { return Field.store.device.put('meta', { id: id, own: own, until: Date.now() + LEASE }); };
    await renew();
    await new Promise(function (resolve) { self.setTimeout(resolve, 50); });
    const now = await Field.store.device.get('meta', id);
    if (!now || now.own !== own) return null;
    const timer = self.setInterval(renew, LEASE / 3);
    try {
      return await work();
    } finally {
      self.clearInterval(timer);
      await Field.store.device.drop('meta', id);
    }
  };
}());
