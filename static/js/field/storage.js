/* How much room is left, and the browser's promise not to clear it. */
(function () {
  'use strict';

  const Field = self.Field;
  const LOW = 50 * 1024 * 1024;

  async function look() {
    const manager = navigator.storage;
    if (!manager || !manager.estimate) return null;
    const told = await manager.estimate();
    const kept = manager.persisted ? await manager.persisted() : false;
    const left = Math.max(0, told.quota - told.usage);
    return { used: told.usage, left: left, low: left < LOW || told.usage > told.quota * 0.8, kept: kept };
  }

  /* Whether the browser promised; it may refuse, and the list says what follows from that. */
  async function askToKeep() {
    const manager = navigator.storage;
    if (!manager || !manager.persist) return false;
    return await manager.persisted() || manager.persist();
  }

  /* What to tell the person when writing failed. */
  function trouble(error) {
    if (Field.isFull(error)) return '本机存储空间不足，没有保存。请有网络时按“立即上传”，没有网络时按“导出”留下文件，或清理手机空间，然后重试。';
    return '没有保存成功，请重试；仍不成功请导出记录后刷新本页。';
  }

  Field.storage = { look: look, askToKeep: askToKeep, trouble: trouble };
}());
