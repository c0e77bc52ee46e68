import { Button } from '../ui/button';
import { CodeBlock } from '../ui/code-block';
import { Dialog } from '../ui/dialog';
import { Banner } from '../ui/feedback';

export interface SecretDialogProps {
  title: string;
  secret: string;
  onClose: () => void;
}

/** A secret, for the one time that it is shown. */
export function SecretDialog({ title, secret, onClose }: SecretDialogProps) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      isKept
      title={<bdi>{title}</bdi>}
      footer={
        <Button variant="primary" onClick={onClose}>
          I have kept it
        </Button>
      }
    >
      <Banner tone="warning">
        This is the only time that it is shown. Copy it now to where it is needed.
      </Banner>
      <CodeBlock code={secret} label="Secret" />
    </Dialog>
  );
}
