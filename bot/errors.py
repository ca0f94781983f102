"""What can go wrong in words for a person: one line that says what, where and what to do."""


class ShopclerkError(Exception):
    """The base of every error that an edge prints as one plain line; `exit_code` is the command's."""

    exit_code = 1


class BadInput(ShopclerkError):
    """Something given to us is unusable: `where` it stands, `what` is wrong with it, what to `do` about it."""

    exit_code = 2

    def __init__(self, where: str, what: str, do: str = "") -> None:
        self.where, self.what, self.do = where, what, do
        super().__init__(f"{where}: {what}" + (f"; {do}" if do else ""))
