/** The emoji Telegram lets people react with. Its heart is the bare U+2764, without the variation selector. */
const EMOJI = new Set(
  (
    '❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 ' +
    '🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡'
  ).split(' '),
);

/** Strips what keyboards add to an emoji and the Bot API does not have. */
export const normalizeEmoji = (emoji: string): string => emoji.replaceAll('\uFE0F', '');

export const isReactionEmoji = (emoji: string): boolean => EMOJI.has(emoji);
