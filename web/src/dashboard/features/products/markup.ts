/**
 * Descriptions are HTML of few elements. People write them as text with marks: a blank line between paragraphs, "- "
 * and "1. " before points of lists, "### " before headings, "> " before quotes, **bold**, *italic* and [words](address).
 */

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escape = (text: string) => text.replaceAll(/[&<>"]/g, (character) => ESCAPES[character] ?? character);

/** The HTML of a text with marks. */
export function htmlOf(markup: string): string {
  return markup
    .replaceAll("\r", "")
    .split(/\n{2,}/)
    .map((block) => block.trim())
    .filter(Boolean)
    .map(blockHtml)
    .join("\n");
}

function blockHtml(block: string): string {
  const lines = block.split("\n");
  const points = (pattern: RegExp) =>
    lines.map((line) => `<li>${inlineHtml(line.replace(pattern, ""))}</li>`).join("");
  if (lines.every((line) => /^[-*] /.test(line))) return `<ul>${points(/^[-*] /)}</ul>`;
  if (lines.every((line) => /^\d+[.)] /.test(line))) return `<ol>${points(/^\d+[.)] /)}</ol>`;
  if (lines.every((line) => line.startsWith(">")))
    return `<blockquote>${lines.map((line) => inlineHtml(line.replace(/^> ?/, ""))).join("<br>")}</blockquote>`;
  const heading = /^(#{1,4}) (.+)$/.exec(block);
  if (heading?.[1] && heading[2] && lines.length === 1) {
    const level = heading[1].length > 3 ? 4 : 3;
    return `<h${level}>${inlineHtml(heading[2])}</h${level}>`;
  }
  return `<p>${lines.map(inlineHtml).join("<br>")}</p>`;
}

const inlineHtml = (text: string) =>
  escape(text)
    .replaceAll(/\[([^\]]+)\]\(((?:https?:\/\/|mailto:|\/)[^\s)]+)\)/g, '<a href="$2">$1</a>')
    .replaceAll(/\*\*(\S(?:.*?\S)?)\*\*/g, "<strong>$1</strong>")
    .replaceAll(/\*(\S(?:.*?\S)?)\*/g, "<em>$1</em>");

/** The text with marks of a description. */
export function markupOf(html: string): string {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  return blocks(body).join("\n\n").trim();
}

/** Whether a description says the same after a detour through marks: lists in lists, for example, do not. */
export function isPlain(html: string): boolean {
  const parsed = new DOMParser().parseFromString(html, "text/html").body;
  return !parsed.querySelector("li ul, li ol, li p, blockquote p, blockquote ul, blockquote ol");
}

function blocks(parent: Node): string[] {
  const all: string[] = [];
  let line = "";
  const flush = () => {
    if (line.trim()) all.push(line.trim());
    line = "";
  };
  for (const node of parent.childNodes) {
    const block = blockMarkup(node);
    if (block === undefined) {
      line += inlineMarkup(node);
      continue;
    }
    flush();
    if (block) all.push(block);
  }
  flush();
  return all;
}

/** The markup of an element that stands by itself; undefined for what is in a line. */
function blockMarkup(node: Node): string | undefined {
  if (!(node instanceof Element)) return undefined;
  const inside = () => inner(node).trim();
  switch (node.tagName) {
    case "P":
    case "DIV":
      return inside();
    case "H3":
      return `### ${inside()}`;
    case "H4":
      return `#### ${inside()}`;
    case "BLOCKQUOTE":
      return blocks(node)
        .join("\n")
        .split("\n")
        .map((line) => `> ${line}`)
        .join("\n");
    case "UL":
      return [...node.children].map((item) => `- ${flat(item)}`).join("\n");
    case "OL":
      return [...node.children].map((item, at) => `${at + 1}. ${flat(item)}`).join("\n");
    default:
      return undefined;
  }
}

const inner = (node: Node) => [...node.childNodes].map(inlineMarkup).join("");
const flat = (node: Node) => inner(node).replaceAll(/\s+/g, " ").trim();

function inlineMarkup(node: Node): string {
  if (!(node instanceof Element)) return (node.textContent ?? "").replaceAll(/\s+/g, " ");
  const text = inner(node);
  switch (node.tagName) {
    case "BR":
      return "\n";
    case "STRONG":
    case "B":
      return text.trim() ? `**${text.trim()}**` : text;
    case "EM":
    case "I":
      return text.trim() ? `*${text.trim()}*` : text;
    case "A":
      return `[${text}](${node.getAttribute("href") ?? ""})`;
    default:
      return text;
  }
}
