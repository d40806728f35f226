/** In which language the callers of a number are spoken to. */
export const spokenLanguage = {
  name: '0011-spoken-language',
  sql: `
ALTER TABLE number_rule ADD COLUMN language text;
COMMENT ON COLUMN number_rule.language IS 'BCP-47; NULL: the language of the installation.';
`,
}
