/* What the camera wrote into a JPEG: when, and where if it says so. Read before shrinking, which drops it. */
(function () {
  'use strict';

  const Field = self.Field;
  const HEAD = 262144;

  function tags(view, base, at, little) {
    const found = {};
    if (at + 2 > view.byteLength) return found;
    const count = view.getUint16(at, little);
    for (let index = 0; index < count; index += 1) {
      const entry = at + 2 + index * 12;
      if (entry + 12 > view.byteLength) break;
      found[view.getUint16(entry, little)] = { kind: view.getUint16(entry + 2, little), count: view.getUint32(entry + 4, little), at: entry + 8 };
    }
    return found;
  }

  function text(view, base, tag, little) {
    if (!tag) return '';
    const from = tag.count > 4 ? base + view.getUint32(tag.at, little) : tag.at;
    let words = '';
    for (let index = 0; index < tag.count - 1 && from + index < view.byteLength; index += 1) words += String.fromCharCode(view.getUint8(from + index));
    return words;
  }

  function degrees(view, base, tag, little) {
    if (!tag || tag.count !== 3) return null;
    const from = base + view.getUint32(tag.at, little);
    if (from + 24 > view.byteLength) return null;
    const part = function (index) {
      const below = view.getUint32(from + index * 8 + 4, little);
      return below ? view.getUint32(from + index * 8, little) / below : 0;
    };
    return part(0) + part(1) / 60 + part(2) / 3600;
  }

  function position(view, base, at, little) {
    const gps = tags(view, base, at, little);
    const latitude = degrees(view, base, gps[2], little);
    const longitude = degrees(view, base, gps[4], little);
    if (latitude === null || longitude === null || latitude > 90 || longitude > 180 || (!latitude && !longitude)) return {};
    const south = text(view, base, gps[1], little) === 'S' ? -1 : 1;
    const west = text(view, base, gps[3], little) === 'W' ? -1 : 1;
    return { latitude: Number((latitude * south).toFixed(6)), longitude: Number((longitude * west).toFixed(6)) };
  }

  function taken(view, base, at, little) {
    const exif = tags(view, base, at, little);
    const match = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)/.exec(text(view, base, exif[0x9003], little));
    if (!match) return {};
    const zone = /^[+-]\d\d:\d\d$/.exec(text(view, base, exif[0x9011], little));
    const local = match[1] + '-' + match[2] + '-' + match[3] + 'T' + match[4];
    const when = zone ? local + zone[0] : Field.stamp(new Date(local));
    return isNaN(new Date(when)) || !Field.plausible(when) ? {} : { taken_at: when };
  }

  function read(view, base) {
    const little = view.getUint16(base) === 0x4949;
    const root = tags(view, base, base + view.getUint32(base + 4, little), little);
    const found = {};
    if (root[0x8769]) Object.assign(found, taken(view, base, base + view.getUint32(root[0x8769].at, little), little));
    if (root[0x8825]) Object.assign(found, position(view, base, base + view.getUint32(root[0x8825].at, little), little));
    return found;
  }

  function search(view) {
    if (view.byteLength < 4 || view.getUint16(0) !== 0xFFD8) return {};
    let at = 2;
    while (at + 10 < view.byteLength && view.getUint8(at) === 0xFF) {
      const length = view.getUint16(at + 2);
      if (view.getUint16(at) === 0xFFE1 && view.getUint32(at + 4) === 0x45786966) return read(view, at + 10);
      if (view.getUint16(at) === 0xFFDA || length < 2) return {};
      at += 2 + length;
    }
    return {};
  }

  /* {taken_at?, latitude?, longitude?}; nothing at all when the picture does not say. */
  Field.exif = async function (file) {
    try {
      return search(new DataView(await file.slice(0, HEAD).arrayBuffer()));
    } catch (error) {
      return {};
    }
  };
}());
