/* Points so far, by what the standard says of each clause: met its points, judged what was typed. The portal's engine knows more. */
(function () {
  'use strict';

  const Field = self.Field;

  function number(text) {
    const value = Number(String(text).replace(/[，,\s]/g, '').replace(/[０-９．]/g, function (letter) { return String.fromCharCode(letter.charCodeAt(0) - 65248); }));
    return String(text).trim() && isFinite(value) ? value : null;
  }

  /* [points, of how many] of one clause; null while it is open. */
  function of(clause, result) {
    const rule = clause.earns;
    if (!result || !result.verdict) return null;
    if (result.verdict === 'not_applicable') return rule.rebased ? [0, 0] : [Number(rule.idle), Number(rule.full)];
    const grade = (result.members || []).find(function (code) { return rule.grades[code] !== undefined; });
    const typed = rule.typed ? number(result.value || '') : grade === undefined ? null : Number(rule.grades[grade]);
    return [typed === null ? Number(rule[result.verdict]) : typed, Number(rule.full)];
  }

  function shown(value) { return String(Math.round(value * 100) / 100); }

  /* 得分 in words; empty where the standard gives no points. */
  function text(session) {
    const scored = session.clauses().filter(function (clause) { return clause.earns; });
    if (!scored.length) return '';
    const sum = [0, 0, 0];
    scored.forEach(function (clause) {
      const told = of(clause, session.result(clause));
      sum[2] += Number(clause.earns.full);
      if (told) { sum[0] += told[0]; sum[1] += told[1]; }
    });
    return shown(sum[0]) + ' 分（已查项满分 ' + shown(sum[1]) + ' 分，全部 ' + shown(sum[2]) + ' 分），以平台核算为准';
  }

  Field.points = { text: text, number: number };
}());
