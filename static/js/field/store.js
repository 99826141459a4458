/* IndexedDB: one database for each account (field-<number>), one for the device (field-device: whose turn it is). */
(function () {
  'use strict';

  const Field = self.Field;
  const STORES = ['bundles', 'records', 'photos', 'meta'];
  const DEVICE = 'field-device';
  const opened = {};

  function result(request) {
    return new Promise(function (resolve, reject) {
      request.onsuccess = function () { resolve(request.result); };
      request.onerror = function () { reject(request.error); };
    });
  }

  function open(name) {
    if (opened[name]) return opened[name];
    const request = self.indexedDB.open(name, 1);
    request.onupgradeneeded = function () {
      const database = request.result;
      if (name === DEVICE) { database.createObjectStore('meta', { keyPath: 'id' }); return; }
      STORES.forEach(function (store) { database.createObjectStore(store, { keyPath: 'id' }); });
      request.transaction.objectStore('photos').createIndex('record', 'record');
    };
    opened[name] = result(request).then(function (database) {
      database.onversionchange = function () { database.close(); delete opened[name]; };
      database.onclose = function () { delete opened[name]; };
      return database;
    });
    opened[name].catch(function () { delete opened[name]; });
    return opened[name];
  }

  /* Runs work(store) in one transaction and waits until it is on disk. */
  async function within(name, store, mode, work) {
    const database = await open(name);
    return new Promise(function (resolve, reject) {
      const transaction = database.transaction(store, mode);
      let answer;
      transaction.oncomplete = function () { resolve(answer); };
      transaction.onabort = function () { reject(transaction.error || new Error('aborted')); };
      const request = work(transaction.objectStore(store));
      if (request) request.onsuccess = function () { answer = request.result; };
    });
  }

  function of(name) {
    return {
      name: name,
      get: function (store, id) { return within(name, store, 'readonly', function (rows) { return rows.get(id); }); },
      all: function (store) { return within(name, store, 'readonly', function (rows) { return rows.getAll(); }); },
      keys: function (store) { return within(name, store, 'readonly', function (rows) { return rows.getAllKeys(); }); },
      ofRecord: function (record) {
        return within(name, 'photos', 'readonly', function (rows) { return rows.index('record').getAllKeys(record); });
      },
      put: function (store, row) { return within(name, store, 'readwrite', function (rows) { return rows.put(row); }); },
      /* Read and written in one transaction; work(row) gives what is to be kept, or nothing. */
      change: function (store, id, work) {
        return within(name, store, 'readwrite', function (rows) {
          rows.get(id).onsuccess = function (event) {
            const made = work(event.target.result);
            if (made) rows.put(made);
          };
          return null;
        });
      },
      drop: function (store, id) { return within(name, store, 'readwrite', function (rows) { return rows.delete(id); }); },
      dropAll: function (store, ids) {
        return within(name, store, 'readwrite', function (rows) { ids.forEach(function (id) { rows.delete(id); }); return null; });
      },
    };
  }

  /* Numbers of the accounts that have a database on this device. */
  async function accounts() {
    const found = self.indexedDB.databases ? await self.indexedDB.databases() : [];
    return found.map(function (entry) { return /^field-(\d+)$/.exec(entry.name); })
      .filter(Boolean).map(function (match) { return Number(match[1]); });
  }

  function erase(name) {
    const held = opened[name];
    delete opened[name];
    return Promise.resolve(held).then(function (database) {
      if (database) database.close();
      return result(self.indexedDB.deleteDatabase(name));
    });
  }

  Field.store = {
    device: of(DEVICE),
    of: function (user) { return of('field-' + user); },
    accounts: accounts,
    erase: function (user) { return erase('field-' + user); },
  };
}());
