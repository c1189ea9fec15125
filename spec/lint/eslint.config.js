import tseslint from 'typescript-eslint';

export default tseslint.config(
  { files: ['**/*.{ts,mts}'], extends: [tseslint.configs.recommendedTypeChecked], languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  { files: ['**/*.{js,mjs,cjs}'], extends: [tseslint.configs.recommended] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
);
