"""`python -m services`: the `samling` command."""

from services.commands import main

if __name__ == "__main__":
    main()
