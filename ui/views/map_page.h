// The map of all passages with its tools, legend, card and list of what is chosen. Asks for a map when it is
// shown and something changed; follows and makes the selection that all views share.
#pragma once

#include "ui/models/types.h"

#include <QWidget>
#include <vector>

class QLabel;
class QStackedWidget;

namespace embedscope {

class EmptyState;
class IconButton;
class MapCard;
class MapLegend;
class MapPanel;
class MapView;
class PassageTexts;
class Workbench;

class MapPage : public QWidget
{
    Q_OBJECT

public:
    explicit MapPage(Workbench& workbench, QWidget* parent = nullptr);

    MapView& view() { return *m_view; }
    MapPanel& panel() { return *m_panel; }
    bool mapShown() const; ///< not the empty state

    static constexpr int kFewestPassages = 30;

signals:
    void readRequested(qint64 documentId, qint64 chunkId);
    void neighboursRequested(qint64 chunkId, const QString& words);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    QWidget* tools();
    IconButton* addTool(QWidget* box, const QString& icon, const QString& words, const QString& objectName);
    void connectView();
    void connectWorkbench();
    void mapIsOld();
    void askForMap();
    void take(const MapData& map);
    void showEmpty(const QString& title, const QString& text = {});
    void showColours();
    void showSelection();
    void showPanel(const std::vector<int>& points);
    void showCard();
    void showSentence();
    void choosePoint(int point);
    void letGo();
    void placeOverlays();
    void placeLegend();
    void setPanelShown(bool shown);
    std::vector<int> pointsOfDocument(qint64 documentId) const;
    int pointOfChunk(qint64 chunkId) const;
    void announce(int point);

    Workbench& m_workbench;
    PassageTexts* m_texts = nullptr;
    QStackedWidget* m_stack = nullptr;
    EmptyState* m_empty = nullptr;
    MapView* m_view = nullptr;
    QWidget* m_tools = nullptr;
    IconButton* m_rectangle = nullptr;
    IconButton* m_lasso = nullptr;
    IconButton* m_list = nullptr;
    MapLegend* m_legend = nullptr;
    MapCard* m_card = nullptr;
    MapPanel* m_panel = nullptr;
    QLabel* m_sentence = nullptr;
    QLabel* m_count = nullptr;

    MapData m_map;
    std::vector<int> m_region; ///< points of the rectangle or lasso
    QList<int> m_colourOfDocument; ///< by documentIndex
    quint64 m_job = 0;
    bool m_old = true; ///< the library changed since the map was asked for
    bool m_byKey = false; ///< the current point was reached by a key
    bool m_legendPlaced = false, m_legendAtLeft = false, m_legendAtTop = false;
    bool m_panelWanted = true, m_panelAsked = false;
};

}
