"""What an editor does about a story's recording, a file for each verb. Each checks that the editor may publish the
story (release.actions.standing.taken), does it, and writes it into the log; refusals are sentences to show.

    choose        a voice for this story, blocks left out, or silence
    record_again  begin again what failed
    read_by       a person's reading, uploaded
    take_off      the recording on the air goes; the narrator orders a new one, by a machine, if one is wanted
"""
