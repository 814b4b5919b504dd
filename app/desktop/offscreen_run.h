// Goes through a whole session by itself: opens, adds files, waits until all is done, searches, saves a
// picture, ends. With a summary for who has no display. Prints to standard output; problems go to standard
// error.
#pragma once

#include "app/desktop/start_options.h"
#include "ui/models/types.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

namespace embedscope {

class DesktopSession;

class OffscreenRun : public QObject
{
    Q_OBJECT

public:
    OffscreenRun(DesktopSession& session, StartOptions options, QObject* parent = nullptr);
    void start();

signals:
    void finished(int exitStatus);

private:
    enum class Step
    {
        Opening,
        Indexing,
        Searching,
        Settling,
        Done
    };
    void look(); ///< a few times a second: is the step over?
    void beginIndexing();
    void beginSearching();
    void beginSettling();
    bool indexingIsOver();
    void takeAnswer(const SearchResults& results);
    void printSummary() const;
    void savePicture();
    void end(int exitStatus, const QString& problem = {});

    DesktopSession& m_session;
    StartOptions m_options;
    Step m_step = Step::Opening;
    QTimer m_timer;
    QElapsedTimer m_sinceStep;
    bool m_filesCounted = false;
    int m_quietLooks = 0;
    double m_indexingSeconds = 0;
    SearchResults m_answer;
};

}
