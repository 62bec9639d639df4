"""`python -m wenwu` is `wenwu`."""

from wenwu.cli.main import run

if __name__ == "__main__":
    run()
