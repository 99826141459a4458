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

  async function askToKeep() {
    const manager = navigator.storage;
    if (!manager || !manager.persist || await manager.persisted()) return;
    await manager.persist();
  }

  /* What to tell the person when writing failed. */
  function trouble(error) {
    if (error && error.name === 'QuotaExceededError') return '本机存储空间不足，没有保存。请先上传或导出已结束的记录，或清理手机空间后重试。';
    return '没有保存成功，请重试；仍不成功请导出记录后刷新本页。';
  }

  Field.storage = { look: look, askToKeep: askToKeep, trouble: trouble };
}());
