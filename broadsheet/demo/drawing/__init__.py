"""The pictures of Mirna Bay, drawn by code: nobody's photograph, nobody's rights.

`python -m broadsheet.demo.drawing` draws all of them into `broadsheet/demo/pictures/`, from where the demo
takes them; to draw them at its start would take longer than everything else together.
"""
