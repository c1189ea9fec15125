import tseslint from 'typescript-eslint';

export default tseslint.config(
  { files: ['**/*.{ts,mts}'], extends: [tseslint.configs.recommendedTypeChecked], languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } } },
  { files: ['**/*.{js,mjs,cjs}'], extends: [tseslint.configs.recommended] },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } }, // which is what CommonJS is
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
);
