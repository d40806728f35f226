/** Skills so scarce that whoever has them is kept for work that asks for them. */
export const reservedSkills = {
  name: '0022-reserved-skills',
  sql: `
ALTER TABLE skill
  ADD COLUMN reserved_level smallint CHECK (reserved_level BETWEEN 1 AND 5),
  ADD COLUMN reserved_keep_free smallint CHECK (reserved_keep_free BETWEEN 1 AND 100),
  ADD COLUMN reserved_until_waited_ms integer CHECK (reserved_until_waited_ms BETWEEN 1000 AND 86400000),
  ADD CHECK ((reserved_level IS NULL) = (reserved_keep_free IS NULL));
COMMENT ON COLUMN skill.reserved_level IS 'Whoever has it at this level is kept for work that asks for it. NULL: nobody is.';
COMMENT ON COLUMN skill.reserved_keep_free IS 'While no more of them are free than so many.';
COMMENT ON COLUMN skill.reserved_until_waited_ms IS 'Until other work has waited so long. NULL: however long.';
`,
}
