import type { Nodes, Parents, RootContent, Table } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmTableFromMarkdown } from 'mdast-util-gfm-table';
import { gfmTable } from 'micromark-extension-gfm-table';
import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import { Scroll } from '../components/scroll.tsx';

/** Deeper nesting is shown as text: no document of people has it, and every level is a call. */
const DEEPEST = 24;

/**
 * A document in Markdown, as elements of the page. Of what it holds nothing becomes HTML: tags are shown as they are written, a link says
 * where it leads, and pictures are named, not loaded.
 */
export function Markdown({ text }: { text: string }) {
  const tree = useMemo(
    () => fromMarkdown(text, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] }),
    [text],
  );
  return <>{childrenOf(tree, 0)}</>;
}

const childrenOf = (parent: Parents, depth: number): ComponentChildren =>
  parent.children.map((child, i) => <Node key={i} node={child} depth={depth + 1} />);

function Node({ node, depth }: { node: RootContent; depth: number }): ComponentChildren {
  if (depth > DEEPEST) return textOf(node);
  const inner = 'children' in node ? childrenOf(node, depth) : null;
  switch (node.type) {
    case 'heading':
      return <Heading depth={node.depth}>{inner}</Heading>;
    case 'paragraph':
      return <p>{inner}</p>;
    case 'text':
      return node.value;
    case 'html':
      return <code>{node.value}</code>;
    case 'code':
      return <pre class="text">{node.value}</pre>;
    case 'inlineCode':
      return <code>{node.value}</code>;
    case 'emphasis':
      return <em>{inner}</em>;
    case 'strong':
      return <strong>{inner}</strong>;
    case 'blockquote':
      return <blockquote>{inner}</blockquote>;
    case 'break':
      return <br />;
    case 'thematicBreak':
      return <hr />;
    case 'list':
      return node.ordered ? <ol start={node.start ?? 1}>{inner}</ol> : <ul>{inner}</ul>;
    case 'listItem':
      return <li>{inner}</li>;
    case 'link':
      return <Link to={node.url}>{inner}</Link>;
    case 'image':
      return <Picture alt={node.alt} url={node.url} />;
    case 'table':
      return <TableOf table={node} depth={depth} />;
    case 'linkReference':
    case 'tableRow':
    case 'tableCell':
      return inner;
    case 'definition':
      return (
        <p class="quiet code">
          [{node.label ?? node.identifier}]: {node.url}
        </p>
      );
    case 'imageReference':
      return <Picture alt={node.alt} url={node.label ?? node.identifier} />;
    default:
      return null;
  }
}

/** Headings of a document stand below those of the page. */
function Heading({ depth, children }: { depth: number; children: ComponentChildren }) {
  if (depth === 1) return <h3>{children}</h3>;
  if (depth === 2) return <h4>{children}</h4>;
  return depth === 3 ? <h5>{children}</h5> : <h6>{children}</h6>;
}

/** Only addresses of the web and of mail lead anywhere; all say where. */
function Link({ to, children }: { to: string; children: ComponentChildren }) {
  const leads = /^(https?:|mailto:)/i.test(to);
  return (
    <>
      {leads ? (
        <a href={to} target="_blank" rel="noreferrer noopener">
          {children}
        </a>
      ) : (
        children
      )}{' '}
      <span class="quiet code">({to})</span>
    </>
  );
}

function Picture({ alt, url }: { alt: string | null | undefined; url: string }) {
  return (
    <span class="quiet">
      [picture, not loaded: {alt || 'without a text'} <span class="code">({url})</span>]
    </span>
  );
}

function TableOf({ table: { children }, depth }: { table: Table; depth: number }) {
  const [head, ...rows] = children;
  return (
    <Scroll label="Table">
      <table class="usa-table usa-table--borderless">
        <thead>
          <tr>
            {head?.children.map((cell, i) => (
              <th key={i} scope="col">
                {childrenOf(cell, depth)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.children.map((cell, j) => (
                <td key={j}>{childrenOf(cell, depth)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** The text within a node, without recursion. */
function textOf(node: Nodes): string {
  const left: Nodes[] = [node];
  let text = '';
  for (let one = left.pop(); one !== undefined; one = left.pop())
    if ('children' in one) left.push(...[...one.children].reverse());
    else if ('value' in one) text += one.value;
  return text;
}
