/* The words of the phone's pages: dates, sizes, states, verdicts. */
(function () {
  'use strict';

  const Field = self.Field;
  const DAYS = ['日', '一', '二', '三', '四', '五', '六'];

  function two(number) { return ('0' + number).slice(-2); }

  function iso(date) { return date.getFullYear() + '-' + two(date.getMonth() + 1) + '-' + two(date.getDate()); }

  function day(text) {
    const parts = String(text).slice(0, 10).split('-').map(Number);
    const date = new Date(parts[0], parts[1] - 1, parts[2]);
    return (date.getMonth() + 1) + '月' + date.getDate() + '日（周' + DAYS[date.getDay()] + '）';
  }

  function shortDay(text) {
    const parts = String(text).slice(0, 10).split('-').map(Number);
    return parts[1] + '月' + parts[2] + '日';
  }

  function moment(text) {
    const date = text instanceof Date ? text : new Date(text);
    return (date.getMonth() + 1) + '月' + date.getDate() + '日 ' + two(date.getHours()) + ':' + two(date.getMinutes());
  }

  function size(bytes) {
    if (bytes < 1024 * 1024) return Math.max(1, Math.round(bytes / 1024)) + ' KB';
    if (bytes < 1024 * 1024 * 1024) return (bytes / 1024 / 1024).toFixed(bytes < 10485760 ? 1 : 0) + ' MB';
    return (bytes / 1024 / 1024 / 1024).toFixed(1) + ' GB';
  }

  function inDays(count) {
    const date = new Date();
    date.setDate(date.getDate() + count);
    return iso(date);
  }

  const VERDICTS = { pass: '达标', fail: '不达标', not_applicable: '不适用' };
  const SEVERITIES = [['minor', '一般'], ['major', '较重'], ['critical', '严重']];
  const METHODS = [['documents', '看资料'], ['on_site', '实地查看'], ['talks', '座谈走访']];
  /* status → tone, icon, words */
  const STATES = {
    open: ['info', 'run', '检查中'],
    sealed: ['warn', 'clock', '待上传'],
    uploading: ['info', 'sync', '上传中'],
    refused: ['bad', 'bad', '未被接收'],
    stored: ['ok', 'upok', '已上传'],
    conflict: ['bad', 'warn', '有冲突'],
    held: ['warn', 'warn', '待党建办处理'],
    receiving: ['info', 'sync', '上传中'],
    displaced: ['idle', 'idle', '已改用另一份'],
    discarded: ['idle', 'idle', '未采用'],
  };

  Field.words = {
    iso: iso, day: day, shortDay: shortDay, moment: moment, size: size, inDays: inDays, VERDICTS: VERDICTS, SEVERITIES: SEVERITIES,
    METHODS: METHODS, STATES: STATES,
    severity: function (code) { return (SEVERITIES.find(function (pair) { return pair[0] === code; }) || ['', ''])[1]; },
    state: function (status, tag) {
      const known = STATES[status] || STATES.stored;
      return Field.ui.state(known[0], known[1], known[2], tag);
    },
  };
}());
