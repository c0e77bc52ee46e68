import type { Command } from 'commander';

/** Ends with one sentence that names the commands there are. */
export function refuseUnknownCommand(parent: Command, word: string): never {
  const names = parent.commands.map((command) => command.name()).join(', ');
  return parent.error(`There is no command "${word}"; there are: ${names}.`);
}

/** Makes a command that only holds others name them where it is given a word that is none of them. */
export function withKnownCommands(group: Command): Command {
  return group
    .argument('[words...]')
    .usage('[options] [command]')
    .action(([word]: string[]) =>
      word === undefined ? group.help({ error: true }) : refuseUnknownCommand(group, word),
    );
}
