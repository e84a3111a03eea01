// Finds the options that npm kept for itself. Without the lone `--` before them npm takes options as its own, and hands them
// on as variables only: `npm run deploy --dry-run` would deploy. Pure.

/** npm's own variable for each option; --name is missing, since an .npmrc may have one. npm reads `--no-X` as X=false. */
const VARIABLES: Record<string, string> = {
  "--dry-run": "npm_config_dry_run",
  "--remove": "npm_config_remove",
  "--with-data": "npm_config_with_data",
  "--archive": "npm_config_archive",
  "--queue": "npm_config_queue",
  "--secret": "npm_config_secret",
  "--set": "npm_config_set",
};
const NO_NEW_SECRETS = "npm_config_new_secrets";

/** `args`: what reached the command. An option that is among them was not swallowed. */
export function swallowedOptions(env: Record<string, string | undefined>, args: readonly string[]): string[] {
  const isOn = (value: string | undefined) => value !== undefined && value !== "" && value !== "false";
  const swallowed = Object.entries(VARIABLES).flatMap(([option, variable]) => (isOn(env[variable]) ? [option] : []));
  if (env[NO_NEW_SECRETS] !== undefined && !isOn(env[NO_NEW_SECRETS])) swallowed.push("--no-new-secrets");
  return swallowed.filter((option) => !args.some((arg) => arg === option || arg.startsWith(`${option}=`)));
}

export function swallowedWords(options: readonly string[]): string {
  return `npm took ${options.join(", ")} for its own: write npm run deploy -- ${options.join(" ")}, with a lone -- before all options. Nothing was changed`;
}
