import type { ReactNode, SVGProps } from 'react';

export type IconProps = Omit<SVGProps<SVGSVGElement>, 'children'> & {
  /** In pixels, 16 by default. */
  size?: number;
};

/** An icon says nothing to a screen reader: the control it stands in has the name. */
function icon(drawing: ReactNode, filled = false) {
  return function Icon({ size = 16, ...rest }: IconProps) {
    return (
      <svg
        width={size}
        height={size}
        viewBox="0 0 16 16"
        fill={filled ? 'currentColor' : 'none'}
        stroke={filled ? 'none' : 'currentColor'}
        strokeWidth={1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
        focusable="false"
        {...rest}
      >
        {drawing}
      </svg>
    );
  };
}

export const SearchIcon = icon(
  <path d="M7 12.2A5.2 5.2 0 1 0 7 1.8a5.2 5.2 0 0 0 0 10.4ZM10.8 10.8 14.2 14.2" />,
);
export const CloseIcon = icon(<path d="m3.8 3.8 8.4 8.4m0-8.4-8.4 8.4" />);
export const CheckIcon = icon(<path d="m3 8.6 3.2 3.2L13 4.6" />);
export const ChevronDownIcon = icon(<path d="m4 6.2 4 4 4-4" />);
export const ChevronRightIcon = icon(<path d="m6.2 4 4 4-4 4" />);
export const ChevronLeftIcon = icon(<path d="m9.8 4-4 4 4 4" />);
export const ArrowUpIcon = icon(<path d="M8 13V3m0 0L4 7m4-4 4 4" />);
export const ArrowDownIcon = icon(<path d="M8 3v10m0 0 4-4m-4 4L4 9" />);
export const PlusIcon = icon(<path d="M8 3v10M3 8h10" />);
export const MinusIcon = icon(<path d="M3 8h10" />);
export const MoreIcon = icon(
  <path d="M3.2 6.7a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6Zm4.8 0a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6Zm4.8 0a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6Z" />,
  true,
);
export const MenuIcon = icon(<path d="M2.5 4h11m-11 4h11m-11 4h11" />);
export const CopyIcon = icon(
  <path d="M5.8 5.8V3.3c0-.6.4-1 1-1h5.9c.6 0 1 .4 1 1v5.9c0 .6-.4 1-1 1h-2.5M3.3 5.8h5.9c.6 0 1 .4 1 1v5.9c0 .6-.4 1-1 1H3.3c-.6 0-1-.4-1-1V6.8c0-.6.4-1 1-1Z" />,
);
export const RetryIcon = icon(<path d="M13 8a5 5 0 1 1-1.5-3.6M13 2v3.2H9.8" />);
export const PlayIcon = icon(
  <path d="M4.5 2.9v10.2c0 .5.5.8 1 .5l7.8-5.1c.4-.2.4-.8 0-1L5.5 2.4c-.5-.3-1 0-1 .5Z" />,
);
export const PauseIcon = icon(<path d="M5.2 3v10M10.8 3v10" strokeWidth={2} />);
export const StopIcon = icon(
  <path d="M4 3.2h8c.4 0 .8.4.8.8v8c0 .4-.4.8-.8.8H4a.8.8 0 0 1-.8-.8V4c0-.4.4-.8.8-.8Z" />,
);
export const CancelIcon = icon(<path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM3.8 12.2l8.4-8.4" />);
export const EditIcon = icon(
  <path d="m9.8 3.6 2.6 2.6M2.8 13.2l.6-3 7.5-7.5a1.2 1.2 0 0 1 1.7 0l.7.7c.5.5.5 1.2 0 1.7l-7.5 7.5-3 .6Z" />,
);
export const TrashIcon = icon(
  <path d="M2.8 4.2h10.4M6 4.2V2.8c0-.3.2-.5.5-.5h3c.3 0 .5.2.5.5v1.4m-6 0 .6 8.6c0 .5.4.9 1 .9h4.8c.5 0 1-.4 1-.9l.6-8.6" />,
);
export const DownloadIcon = icon(<path d="M8 2.5v7.7m0 0 3-3m-3 3-3-3M2.8 13.3h10.4" />);
export const ExternalIcon = icon(
  <path d="M9.5 2.5h4v4m0-4L7.6 8.4M11.5 9.3v3.2c0 .6-.4 1-1 1H3.5c-.6 0-1-.4-1-1V5.5c0-.6.4-1 1-1h3.2" />,
);
export const LinkIcon = icon(
  <path d="M6.7 9.3a2.7 2.7 0 0 0 3.8 0l2.3-2.3a2.7 2.7 0 0 0-3.8-3.8L8 4.2m1.3 2.5a2.7 2.7 0 0 0-3.8 0L3.2 9A2.7 2.7 0 0 0 7 12.8l1-1" />,
);
export const FilterIcon = icon(<path d="M2 3.8h12M4.3 8h7.4M6.6 12.2h2.8" />);
export const SortIcon = icon(<path d="m5 6 3-3 3 3M5 10l3 3 3-3" />);
export const ColumnsIcon = icon(<path d="M2.5 3h11v10h-11zM6.2 3v10m3.6-10v10" />);
export const ClockIcon = icon(<path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Zm0-9.2V8l2.2 1.6" />);
export const CalendarIcon = icon(
  <path d="M3 3.5h10c.3 0 .5.2.5.5v9c0 .3-.2.5-.5.5H3a.5.5 0 0 1-.5-.5V4c0-.3.2-.5.5-.5Zm-.5 3.2h11M5.5 2v2.5m5-2.5v2.5" />,
);
export const InfoIcon = icon(<path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12Zm0-6.5v3.3M8 5.1v.1" />);
export const WarningIcon = icon(
  <path d="M7.1 2.7 1.8 12c-.4.7.1 1.5.9 1.5h10.6c.8 0 1.3-.8.9-1.5L8.9 2.7a1 1 0 0 0-1.8 0ZM8 6.3v3.2m0 2v.1" />,
);
export const ErrorIcon = icon(<path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM6 6l4 4m0-4-4 4" />);
export const SuccessIcon = icon(<path d="M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM5.4 8.2l1.9 1.9 3.4-4" />);
export const SunIcon = icon(
  <path d="M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.5V3m0 10v1.5M1.5 8H3m10 0h1.5M3.4 3.4l1.1 1.1m7 7 1.1 1.1m0-9.2-1.1 1.1m-7 7-1.1 1.1" />,
);
export const MoonIcon = icon(<path d="M13.5 9.3A5.7 5.7 0 0 1 6.7 2.5a5.7 5.7 0 1 0 6.8 6.8Z" />);
export const UserIcon = icon(
  <path d="M8 8.2a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6Zm-5.2 5.3c.4-2.2 2.6-3.3 5.2-3.3s4.8 1.1 5.2 3.3" />,
);
export const KeyboardIcon = icon(<path d="M2 4h12v8H2zM4.5 6.5h.1m2.2 0h.1m2.3 0h.1m2.1 0h.1M5 9.5h6" />);
export const BellIcon = icon(
  <path d="M3 11.5h10c-1-1-1.3-2-1.3-4.3C11.7 4.9 10.2 3 8 3S4.3 4.9 4.3 7.200C4.3 9.5 4 10.5 3 11.500Zm3.7 2.300h2.6" />,
);
export const ListIcon = icon(<path d="M5.5 4h8m-8 4h8m-8 4h8M2.5 4h.1m-.1 4h.1m-.1 4h.1" />);
export const ChartIcon = icon(<path d="M2.5 13.500h11M4.5 11V8m3.5 3V3.500m3.5 7.500V6" />);
export const TableIcon = icon(<path d="M2.5 3h11v10h-11zm0 3.300h11m-11 3.300h11M6.2 6.300V13" />);
export const HomeIcon = icon(
  <path d="M2.5 7.3 8 2.700l5.5 4.600v5.700c0 .3-.2.5-.5.5H9.700V9.700H6.300v3.800H3a.5.5 0 0 1-.5-.5V7.300Z" />,
);
export const LayersIcon = icon(<path d="m8 2.3 6 3-6 3-6-3 6-3ZM2 8.200l6 3 6-3M2 11l6 3 6-3" />);
export const WorkerIcon = icon(<path d="M2.5 3h11v4h-11zm0 6h11v4h-11zM5 5h.1M5 11h.1" />);
export const SettingsIcon = icon(
  <path d="M2 4.500h6.500m3 0H14M2 11.500h2.500m3 0H14M10 6a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Zm-4 7a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3Z" />,
);
